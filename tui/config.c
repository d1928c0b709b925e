#include "tui/config.h"
#include "base/files.h"
#include "base/words.h"
#include "tui/key.h"

#include <sys/stat.h>

#define KEY(type, key_, kind_, member)                                                             \
	.key = (key_), .kind = (kind_), .offset = offsetof(struct type, member)

static const struct yaml_field keys_fields[] = {
	{KEY(custom_keys, "keys", YAML_STRING, keys)},
	{.key = NULL},
};
static const struct yaml_shape keys_shape = {
	.what = "command",
	.size = sizeof(struct custom_keys),
	.fields = keys_fields,
	.short_key = "keys",
};

static const struct yaml_field command_fields[] = {
	{KEY(custom_command, "keys", YAML_STRING, keys)},
	{KEY(custom_command, "label", YAML_STRING, label)},
	{KEY(custom_command, "help", YAML_STRING, help)},
	{KEY(custom_command, "run", YAML_STRING, run), .required = true},
	{KEY(custom_command, "views", YAML_STRINGS, views)},
	{KEY(custom_command, "writes", YAML_BOOL, writes)},
	{KEY(custom_command, "confirm", YAML_BOOL, confirm)},
	{.key = NULL},
};
static const struct yaml_shape command_shape = {
	.what = "command",
	.size = sizeof(struct custom_command),
	.fields = command_fields,
	.short_key = "run",
};

static const struct yaml_field config_fields[] = {
	{KEY(config, "theme", YAML_STRING, theme)},
	{KEY(config, "ascii", YAML_BOOL, ascii)},
	{KEY(config, "mouse", YAML_BOOL, mouse)},
	{KEY(config, "read-only", YAML_BOOL, read_only)},
	{KEY(config, "keys", YAML_RECORDS, keys), .shape = &keys_shape},
	{KEY(config, "commands", YAML_RECORDS, commands), .shape = &command_shape},
	{.key = NULL},
};
static const struct yaml_shape config_shape = {
	.what = "configuration",
	.size = sizeof(struct config),
	.fields = config_fields,
};

/* "up k ctrl-x": each of them must be a key. */
static void check_keys(const struct place *place, const char *keys, struct diags *diags)
{
	struct strings names = {0};

	if (keys == NULL)
		return;
	strings_split(&names, keys, ' ');
	for (size_t i = 0; i < names.count; i++) {
		struct key key;
		struct diag *diag;
		if (names.items[i][0] == '\0' || key_parse(names.items[i], &key))
			continue;
		diag = diags_add(
			diags, SEVERITY_ERROR, "D05", place, "'%s' is no key", names.items[i]);
		diag_hint(diag, "keys are written a, A, space, enter, f5, ctrl-x, alt-x, page-up");
	}
	strings_release(&names);
}

static void check(const struct config *config, struct diags *diags)
{
	YAML_EACH(struct custom_keys, keys, &config->keys)
	check_keys(&keys->record.place, keys->keys, diags);
	YAML_EACH(struct custom_command, command, &config->commands)
	{
		check_keys(&command->record.place, command->keys, diags);
		if (command->run == NULL || command->run[strspn(command->run, "! ")] == '\0')
			diags_add(diags, SEVERITY_ERROR, "D06", &command->record.place,
				"the command '%s' runs nothing", command->record.name);
	}
}

bool config_read(const char *path, const char *bytes, size_t length, struct config *config,
	struct diags *diags)
{
	struct config fresh = {0};
	struct diags found = {0};
	bool fine = yaml_map(path, bytes, length, &config_shape, &fresh, &fresh.arena, &found);

	if (fine) {
		check(&fresh, &found);
		fine = !diags_have_errors(&found);
	}
	diags_move(diags, &found);
	if (fine)
		*config = fresh;
	else
		config_release(&fresh);
	return fine;
}

bool config_load(struct config *config, struct diags *diags)
{
	char *folder = folder_config();
	char *path = folder != NULL ? path_join(folder, "config.yaml") : NULL;
	struct text text = TEXT_INIT;
	struct stat status;
	bool fine = true;

	/* A link that leads nowhere is a mistake, too. */
	if (path != NULL && lstat(path, &status) == 0)
		fine = file_read(path, YAML_SIZE_LIMIT, &text, diags) &&
		       config_read(path, text_string(&text), text.length, config, diags);
	text_release(&text);
	free(path);
	free(folder);
	return fine;
}

void config_release(struct config *config)
{
	arena_release(&config->arena);
	*config = (struct config){0};
}

const char *config_keys(const struct config *config, const char *command, const char *keys)
{
	YAML_EACH(struct custom_keys, other, &config->keys)
	if (string_equal(other->record.name, command))
		return other->keys;
	return keys;
}

bool config_expand(const char *line, const char *(*subject)(void *context, const char *name),
	void *context, struct text *text, char **missing)
{
	while (*line != '\0') {
		const char *open = strstr(line, "%{"),
			   *close = open != NULL ? strchr(open, '}') : NULL;
		char *name;
		const char *value;
		if (close == NULL) {
			text_append(text, line);
			return true;
		}
		text_append_bytes(text, line, (size_t)(open - line));
		name = xstrndup(open + 2, (size_t)(close - open - 2));
		value = subject(context, name);
		if (value == NULL) {
			*missing = name;
			return false;
		}
		text_append_shell_word(text, value);
		free(name);
		line = close + 1;
	}
	return true;
}
