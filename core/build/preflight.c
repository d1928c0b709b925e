#include "build/parts.h"
#include "build/quota.h"
#include "build/registry.h"
#include "base/files.h"
#include "base/units.h"
#include "plan/place.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Kinds of file systems, from linux/magic.h and Lustre. */
enum { RAM_DISK = 0x01021994, OLD_RAM_DISK = 0x858458f6, LUSTRE = 0x0bd00bd0 };

struct look {
	const struct build *build;
	const struct build_output *output;
	struct diags *diags;
};

/* An error that `force` makes a warning. */
static void complain(const struct look *look, const char *id, const char *path, const char *hint,
	const char *format, ...) PRINTF_LIKE(5, 6);

static void complain(const struct look *look, const char *id, const char *path, const char *hint,
	const char *format, ...)
{
	struct place place = {.file = path};
	struct text message = TEXT_INIT;
	struct diag *diag;
	va_list args;

	va_start(args, format);
	text_append_vformat(&message, format, args);
	va_end(args);
	diag = diags_add(look->diags, look->build->force ? SEVERITY_WARNING : SEVERITY_ERROR, id,
		&place, "%s", text_string(&message));
	if (hint != NULL)
		diag_hint(diag, "%s", hint);
	text_release(&message);
}

/* The folder itself or the nearest one above it that is there. The caller frees it. */
static char *nearest_folder(const char *path)
{
	char *folder = xstrdup(path);
	struct stat status;

	while (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) {
		char *slash = strrchr(folder, '/');
		if (slash == NULL || slash == folder) {
			free(folder);
			return xstrdup("/");
		}
		*slash = '\0';
	}
	return folder;
}

static void look_at_target(const struct look *look)
{
	const char *target = look->output->target;
	struct stat status;
	bool there = target != NULL && lstat(target, &status) == 0;

	if (target == NULL)
		return;
	if (look->output->changes_target && !there) {
		complain(look, "L10", target, "give the folder of an installation",
			"'%s' is not there", target);
	} else if (there && !look->output->changes_target && S_ISDIR(status.st_mode)) {
		/* Never replaced, by no option. */
		struct place place = {.file = target};
		diag_hint(diags_add(look->diags, SEVERITY_ERROR, "L10", &place,
				  "the folder '%s' exists already", target),
			"choose another name, or move it away");
	} else if (there && !look->output->changes_target && !look->build->force) {
		complain(look, "L10", target, "choose another name, or replace it with --force",
			"'%s' exists already", target);
	}
}

static void look_at_writing(const struct look *look)
{
	char *folder = nearest_folder(look->output->work);

	if (access(folder, W_OK | X_OK) != 0)
		complain(look, "L19", folder, "choose a folder of your own",
			"cannot write in '%s': %s", folder, strerror(errno));
	free(folder);
}

/* $HOME on a supercomputer is small. */
static void look_at_home(const struct look *look)
{
	const char *home = getenv("HOME"), *path = look->output->work;
	size_t length = home != NULL ? strlen(home) : 0;

	if (length < 2 || strncmp(path, home, length) != 0 || path[length] != '/')
		return;
	diag_hint(diags_add(look->diags, SEVERITY_WARNING, "L18", NULL,
			  "'%s' is in your home, whose quota is small",
			  look->output->target != NULL ? look->output->target : path),
		"a folder of your project is the better place");
}

static void look_at_space(
	const struct look *look, const char *path, uint64_t needed, const char *id, const char *what)
{
	char *folder = nearest_folder(path);
	struct statvfs space;
	struct text have = TEXT_INIT, need = TEXT_INIT;
	uint64_t available;

	if (needed > 0 && statvfs(folder, &space) == 0) {
		available = (uint64_t)space.f_bavail * space.f_frsize;
		text_append_size(&have, available);
		text_append_size(&need, needed);
		if (available < needed)
			complain(look, id, folder,
				"make room, or choose another folder ('--tmp' for temporary files)",
				"%s has %s left, and about %s may be needed %s", folder,
				text_string(&have), text_string(&need), what);
	}
	text_release(&have);
	text_release(&need);
	free(folder);
}

static bool is_kind(const char *path, unsigned kind)
{
	struct statfs status;
	return statfs(path, &status) == 0 && (unsigned)status.f_type == kind;
}

static uint64_t available_memory(void)
{
	FILE *file = fopen("/proc/meminfo", "re");
	const char *slurm = getenv("SLURM_MEM_PER_NODE");
	char line[256];
	unsigned long long kibibytes = 0, limit;
	uint64_t bytes = 0;

	while (file != NULL && bytes == 0 && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "MemAvailable: %llu kB", &kibibytes) == 1)
			bytes = (uint64_t)kibibytes << 10;
	if (file != NULL)
		fclose(file);
	/* In a job no more than the job's. */
	if (slurm != NULL && (limit = strtoull(slurm, NULL, 10)) > 0 &&
		((uint64_t)limit << 20) < bytes)
		bytes = (uint64_t)limit << 20;
	return bytes;
}

static void look_at_memory(const struct look *look)
{
	char *folder = nearest_folder(look->output->tmp);
	uint64_t memory = available_memory(), needed = look->output->temporary;
	struct text have = TEXT_INIT, need = TEXT_INIT;

	text_append_size(&have, memory);
	text_append_size(&need, needed);
	if ((is_kind(folder, RAM_DISK) || is_kind(folder, OLD_RAM_DISK)) && needed > 0 &&
		memory < needed)
		complain(look, "L14", folder,
			"ask for more memory (--mem), or take another folder with --tmp",
			"'%s' is a piece of the memory, of which %s are free, and about %s may be needed",
			folder, text_string(&have), text_string(&need));
	text_release(&have);
	text_release(&need);
	free(folder);
}

static void look_at_programs(const struct look *look)
{
	const struct strings *programs = &look->output->programs;

	for (size_t i = 0; i < programs->count; i++) {
		char *path = strchr(programs->items[i], '/') == NULL
				     ? program_find(programs->items[i])
				     : xstrdup(programs->items[i]);
		if (path == NULL)
			complain(look, "L15", NULL,
				look->build->modules ? "load the module that brings it"
						     : "install it, or add its folder to PATH; there "
						       "are no modules here that could bring it",
				"cannot find '%s' in PATH", programs->items[i]);
		free(path);
	}
}

/* Loads the modules in a shell of its own and looks whether the programs are there then. */
static void look_at_modules(const struct look *look)
{
	const struct strings *programs = &look->output->module_programs;
	struct text script = TEXT_INIT, names = TEXT_INIT;
	struct strings argv = {0}, env = look->output->loading_env;
	struct process process = {.deadline_ms = 60000, .env = env.count > 0 ? env.items : NULL};
	struct process_result result = {0};
	struct diags unheard = {0};

	if (look->output->loading == NULL)
		return;
	strings_join(&look->output->modules, ", ", &names);
	text_append_format(&script,
		"%sfor program; do command -v -- \"$program\" > /dev/null || "
		"{ echo \"$program\"; exit 99; }; done",
		look->output->loading);
	strings_add(&argv, "bash");
	strings_add(&argv, "-c");
	strings_add(&argv, text_string(&script));
	strings_add(&argv, "bash");
	for (size_t i = 0; i < programs->count; i++)
		strings_add(&argv, programs->items[i]);
	process.argv = strings_argv(&argv);
	if (!process_run(&process, &result, &unheard))
		complain(look, "L15", NULL, NULL, "cannot start 'bash'");
	else if (result.exit_code == 99)
		complain(look, "L16", NULL, "see 'module spider' for another version",
			"the module %s does not bring '%.*s'", text_string(&names),
			(int)strcspn(text_string(&result.out), "\n"), text_string(&result.out));
	else if (result.exit_code != 0)
		complain(look, "L16", NULL,
			"see 'module spider', and take another version with --module-version",
			"cannot load the module %s", text_string(&names));
	process_result_release(&result);
	diags_release(&unheard);
	strings_release(&argv);
	text_release(&script);
	text_release(&names);
}

/* The plan itself goes without them; somebody who counts on them should know. */
static void look_at_binds(const struct look *look)
{
	char *variable = xasprintf("%s_BIND", site_container_prefix(look->build->site));
	const char *loaded = getenv("LOADEDMODULES"), *binds = getenv(variable);
	const struct yaml_strings *modules = &look->build->site->build.bind_modules;
	struct strings words = {0};

	strings_split(&words, loaded != NULL ? loaded : "", ':');
	for (size_t i = 0; i < words.count; i++)
		for (size_t m = 0; m < modules->count; m++) {
			size_t length = strlen(modules->items[m]);
			if (strncmp(words.items[i], modules->items[m], length) == 0 &&
				(words.items[i][length] == '/' || words.items[i][length] == '\0'))
				diags_add(look->diags, SEVERITY_NOTE, "L17", NULL,
					"the module '%s' is loaded; the build goes without its binds, "
					"which would break it",
					words.items[i]);
		}
	if (binds != NULL && binds[0] != '\0')
		diags_add(look->diags, SEVERITY_NOTE, "L17", NULL,
			"%s is set; the build goes without it", variable);
	free(variable);
	strings_release(&words);
}

static void look_at_quota(const struct look *look)
{
	char *folder = nearest_folder(look->output->work);
	struct quota quota;
	struct text left = TEXT_INIT, need = TEXT_INIT;
	/* The work folder holds the temporary files as well, unless they have a place of their own. */
	bool inside = string_starts(look->output->tmp, look->output->work);
	uint64_t needed = look->output->space + (inside ? look->output->temporary : 0);

	if (is_kind(folder, LUSTRE) && quota_ask(folder, &quota)) {
		uint64_t rest = quota.bytes_limit > quota.bytes_used
					? quota.bytes_limit - quota.bytes_used
					: 0;
		text_append_size(&left, rest);
		text_append_size(&need, needed);
		if (quota.bytes_limit > 0 && rest < needed)
			complain(look, "L13", folder, "remove what you no longer need, or choose "
						       "another folder",
				"the quota of '%s' has %s left, and about %s may be needed", folder,
				text_string(&left), text_string(&need));
		if (quota.files_limit > 0 && quota.files_used >= quota.files_limit)
			complain(look, "L13", folder,
				"remove what you no longer need, or pack it into one file",
				"the quota of '%s' allows no more files", folder);
	}
	text_release(&left);
	text_release(&need);
	free(folder);
}

/* Never an error: a tool may know a way that we do not, such as a mirror. */
static void look_at_registry(const struct look *look)
{
	const char *source = look->output->source;
	struct text host = TEXT_INIT, port = TEXT_INIT, reason = TEXT_INIT;

	if (source != NULL && registry_proxy() == NULL &&
		registry_of(look->build->site, source, &host, &port) &&
		!registry_answers(text_string(&host), text_string(&port), &reason))
		diag_hint(diags_add(look->diags, SEVERITY_WARNING, "L20", NULL,
				  "cannot reach the registry '%s' (port %s) of '%s': %s",
				  text_string(&host), text_string(&port), source,
				  text_string(&reason)),
			"%s", getenv("SLURM_JOB_ID") != NULL
				? "this is in a job: try it on a login node, whose network may be "
				  "another one"
				: "nodes may differ: try another login node, or a compute node with "
				  "--as-job; a proxy is named by https_proxy");
	text_release(&host);
	text_release(&port);
	text_release(&reason);
}

void build_preflight(
	const struct build *build, const struct build_output *output, struct diags *diags)
{
	struct look look = {.build = build, .output = output, .diags = diags};
	bool here = build->where == BUILD_HERE;
	bool inside = string_starts(output->tmp, output->work);

	/* No --force helps here: two builds of the same thing would spoil each other. */
	if (!claim_is_free(output->work, diags))
		return;
	look_at_target(&look);
	look_at_writing(&look);
	look_at_home(&look);
	if (inside)
		look_at_space(&look, output->work, output->space + output->temporary, "L11",
			"for the result and while it is made");
	else
		look_at_space(&look, output->work, output->space, "L11", "for the result");
	/* What /tmp of a compute node holds nobody sees from here. */
	if (!inside && here)
		look_at_space(&look, output->tmp, output->temporary, "L12", "for temporary files");
	if (here)
		look_at_memory(&look);
	look_at_quota(&look);
	look_at_programs(&look);
	look_at_modules(&look);
	look_at_binds(&look);
	if (here && build->network && !diags_have_errors(diags))
		look_at_registry(&look);
}
