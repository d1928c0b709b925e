#include "vnc/ssh_config.h"
#include "base/files.h"

#include <glob.h>
#include <pwd.h>
#include <unistd.h>

struct load {
	const char *folder; /* where relative names of Include lie */
	size_t files;
};

static bool load(struct ssh_config_reader *reader, const char *path, bool optional)
{
	struct text text = TEXT_INIT;
	struct diags said = {0};
	bool fine = file_read(path, SSH_CONFIG_SIZE_MAX, &text, &said);

	if (fine) {
		ssh_config_read(reader, text_string(&text), text.length, path);
	} else if (!optional || access(path, F_OK) == 0) {
		diags_fail(reader->diags, "H08", NULL, "cannot read the configuration of ssh: %s",
			said.count > 0 ? said.items[0].message : path);
		reader->failed = true;
	}
	text_release(&text);
	diags_release(&said);
	return fine;
}

static void include(struct ssh_config_reader *reader, const char *pattern)
{
	struct load *state = reader->context;
	char *expanded = ssh_config_expand(reader, pattern);
	char *path = expanded[0] == '/' ? xstrdup(expanded) : path_join(state->folder, expanded);
	glob_t found = {0};

	if (glob(path, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && state->files < SSH_CONFIG_FILES_MAX; i++) {
			state->files++;
			load(reader, found.gl_pathv[i], true);
		}
	globfree(&found);
	free(path);
	free(expanded);
}

/* The name of the user, and *home. */
static char *read_local_user(char **home)
{
	char bytes[16384];
	struct passwd entry, *found = NULL;
	const char *variable = getenv("HOME");

	if (getpwuid_r(getuid(), &entry, bytes, sizeof bytes, &found) != 0)
		found = NULL;
	if (variable != NULL && variable[0] != '\0')
		*home = xstrdup(variable);
	else
		*home = xstrdup(found != NULL ? found->pw_dir : "/");
	return found != NULL ? xstrdup(found->pw_name) : xasprintf("%ld", (long)getuid());
}

bool ssh_config_load(
	const char *host, const char *file, struct ssh_settings *settings, struct diags *diags)
{
	char *home = NULL, *user = read_local_user(&home);
	char *folder = path_join(home, ".ssh"), *own = path_join(folder, "config");
	struct load state = {.folder = folder};
	struct ssh_config_reader reader = {.settings = settings,
		.diags = diags,
		.home = home,
		.local_user = user,
		.include = include,
		.context = &state};
	bool fine = ssh_config_start(&reader, host);

	if (fine && file != NULL && !string_equal(file, "none")) {
		load(&reader, file, false);
	} else if (fine && file == NULL) {
		load(&reader, own, true);
		state.folder = "/etc/ssh";
		load(&reader, "/etc/ssh/ssh_config", true);
	}
	fine = fine && ssh_config_finish(&reader);
	free(own);
	free(folder);
	free(home);
	free(user);
	return fine;
}
