#include "check/builds.h"

#include "base/files.h"

#include <unistd.h>

/* T: definition files of Singularity, built without root (by proot). */

static void host_sections(struct build_check *check)
{
	static const char *const names[] = {"setup", "pre"};

	vector_each (const struct definition_stage, stage, &check->definition.stages)
		for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
			const struct definition_section *section =
				definition_section(stage, names[i]);
			if (section != NULL)
				diag_hint(build_find(check, &section->place,
						  "'%%%s' runs on the host as root, which builds with "
						  "proot refuse",
						  section->name),
					"copy files by %%files, and do the rest in %%post");
		}
}

static void bootstrap_agents(struct build_check *check)
{
	static const char *const agents[] = {
		"yum", "dnf", "zypper", "debootstrap", "arch", "busybox", "scratch"};

	vector_each (const struct definition_stage, stage, &check->definition.stages) {
		const struct definition_header *header = definition_header(stage, "bootstrap");
		for (size_t i = 0; header != NULL && i < ARRAY_LENGTH(agents); i++)
			if (strcasecmp(header->value, agents[i]) == 0)
				diag_hint(build_find(check, &header->place,
						  "'Bootstrap: %s' needs root", agents[i]),
					"start from an image: 'Bootstrap: docker' or "
					"'Bootstrap: localimage'");
	}
}

static bool has_word(const struct script_command *command, const char *const *words, size_t count)
{
	for (size_t i = command->program + 1; i < command->words.count; i++) {
		if (command->words.items[i].splits)
			return true;
		for (size_t w = 0; w < count; w++)
			if (script_word_is(&command->words.items[i], words[w]))
				return true;
	}
	return false;
}
#define HAS_WORD(command, list) has_word((command), (list), ARRAY_LENGTH(list))

static struct place command_place(
	struct build_shell *shell, const struct script_command *command, const char *file)
{
	struct place place = {.file = file};
	uint32_t start = command->program < command->words.count
				 ? script_word_span(&command->words.items[command->program]).start
				 : command->node->span.start;

	shell_place(&shell->script.shell, start, &place.line, &place.column);
	return place;
}

/* Whether the command would ask before it installs. */
static bool is_asking(const struct script_command *command)
{
	static const char *const installs[] = {"install", "upgrade", "dist-upgrade", "remove",
		"update", "autoremove", "in", "dup", "up", "groupinstall", "full-upgrade"};
	static const char *const apt_yes[] = {"-y", "--yes", "--assume-yes", "-yq", "-qy", "-yqq",
		"-qqy", "-qq", "--simulate", "-s", "--download-only"};
	static const char *const yum_yes[] = {"-y", "--assumeyes", "-yq", "-qy", "--assumeno"};
	static const char *const zypper_yes[] = {"-n", "--non-interactive", "-y", "--no-confirm",
		"--non-interactive-include-reboot-patches"};
	const char *name = command->name;

	if (!HAS_WORD(command, installs))
		return false;
	if (string_equal(name, "apt-get") || string_equal(name, "apt"))
		/* 'apt update' asks nothing. */
		return !HAS_WORD(command, apt_yes) &&
		       !has_word(command, (const char *const[]){"update"}, 1);
	if (string_equal(name, "yum") || string_equal(name, "dnf") ||
		string_equal(name, "microdnf"))
		return !HAS_WORD(command, yum_yes);
	return string_equal(name, "zypper") && !HAS_WORD(command, zypper_yes);
}

static void asking_installers(struct build_check *check)
{
	vector_each (struct build_shell *, post, &check->posts) {
		const struct script *script = &(*post)->script;
		for (size_t i = 0; i < script->commands.count; i++) {
			const struct script_command *command = &script->commands.items[i];
			struct place place;
			/* "yes | apt install" answers for itself. */
			if (command->piped || !is_asking(command))
				continue;
			place = command_place(*post, command, check->file);
			diag_hint(build_find(check, &place,
					  "'%s' asks before it installs, and nobody answers",
					  command->name),
				"%s", string_equal(command->name, "zypper")
					      ? "zypper -n install ..."
					      : "add -y; for apt also: export "
						"DEBIAN_FRONTEND=noninteractive");
		}
	}
}

static void changing_owners(struct build_check *check)
{
	static const char *const names[] = {"useradd", "adduser", "groupadd", "addgroup", "usermod",
		"groupmod", "chown", "chgrp"};

	vector_each (struct build_shell *, post, &check->posts) {
		const struct script *script = &(*post)->script;
		for (size_t i = 0; i < script->commands.count; i++) {
			const struct script_command *command = &script->commands.items[i];
			for (size_t n = 0; n < ARRAY_LENGTH(names); n++) {
				struct place place;
				if (!string_equal(command->name, names[n]))
					continue;
				place = command_place(*post, command, check->file);
				diag_hint(build_find(check, &place,
						  "'%s' fails in a build without root", names[n]),
					"leave it out: the user of the host owns all files in the "
					"container; if a package needs a user, bring /etc/passwd "
					"and /etc/group by %%files");
			}
		}
	}
}

/* A line of %environment without the blanks before it. */
static void look_at_environment(
	struct build_check *check, const char *line, size_t length, int number)
{
	const char *end = line + length, *start = line;
	struct place place = {.file = check->file, .line = number};
	const char *assignment;

	while (start < end && strchr(" \t", *start) != NULL)
		start++;
	if (start == end || *start == '#')
		return;
	place.column = (int)(start - line) + 1;
	if (end - start > 7 && strncmp(start, "source ", 7) == 0) {
		diag_hint(build_find(check, &place,
				  "'source' in %%environment, which sh reads: dash does not know it"),
			"write '. FILE'");
		return;
	}
	if (end - start > 7 && strncmp(start, "export ", 7) == 0)
		start += 7;
	assignment = start;
	while (assignment < end && ((*assignment >= 'A' && *assignment <= 'Z') ||
					   (*assignment >= 'a' && *assignment <= 'z') ||
					   (*assignment >= '0' && *assignment <= '9') ||
					   *assignment == '_'))
		assignment++;
	if (assignment > start && end - assignment >= 2 && strncmp(assignment, "=(", 2) == 0)
		diag_hint(build_find(check, &place,
				  "an array in %%environment, which sh reads: dash has none"),
			"write the values into one variable");
}

static void bash_in_environment(struct build_check *check)
{
	const struct definition *definition = &check->definition;

	vector_each (const struct definition_stage, stage, &definition->stages) {
		vector_each (const struct definition_section, section, &stage->sections) {
			int number = section->place.line;
			if (!string_equal(section->name, "environment"))
				continue;
			for (size_t at = section->start; at < section->end;) {
				const char *line = definition->bytes + at;
				const char *end = memchr(line, '\n', section->end - at);
				size_t length = end != NULL ? (size_t)(end - line)
							    : section->end - at;
				look_at_environment(check, line, length, ++number);
				at += length + 1;
			}
		}
	}
}

static bool is_plain(const char *path)
{
	return strpbrk(path, "*?[{$\"'\\") == NULL && path[0] != '\0';
}

static void missing_files(struct build_check *check)
{
	const struct definition *definition = &check->definition;

	vector_each (const struct definition_variable, use, &definition->uses) {
		bool known = false;
		vector_each (const struct definition_variable, value, &definition->defaults)
			known = known || string_equal(value->name, use->name);
		if (!known)
			diag_hint(build_find_as(check, SEVERITY_NOTE, &use->place,
					  "'{{ %.60s }}' has no value in %%arguments", use->name),
				"give it with every build: --build-arg %.60s=VALUE", use->name);
	}
	vector_each (const struct definition_stage, stage, &definition->stages)
		vector_each (const struct definition_file, file, &stage->files) {
			/* SingularityCE looks from the folder where it runs: the one of the
			 * definition file, or any other. */
			char *folder, *path;
			if (file->stage != NULL || !is_plain(file->source) ||
				access(file->source, F_OK) == 0)
				continue;
			folder = xstrndup(check->file, (size_t)(path_base(check->file) - check->file));
			path = path_join(folder[0] != '\0' ? folder : ".", file->source);
			if (file->source[0] == '/' || access(path, F_OK) != 0)
				diag_hint(build_find(check, &file->place,
						  "'%.80s' is not there to be copied", file->source),
					"paths of %%files begin in the folder where the build runs");
			free(path);
			free(folder);
		}
}

static void unreadable(struct build_check *check)
{
	vector_each (const struct definition_trouble, trouble, &check->definition.troubles)
		build_find(check, &trouble->place, "%s", trouble->why);
}

const struct build_rule rules_definitions[] = {
	{"T08", SEVERITY_ERROR, "sections that run on the host as root", host_sections},
	{"T09", SEVERITY_ERROR, "a bootstrap that needs root", bootstrap_agents},
	{"T10", SEVERITY_WARNING, "installers that wait for an answer", asking_installers},
	{"T11", SEVERITY_WARNING, "users, groups and owners", changing_owners},
	{"T12", SEVERITY_WARNING, "bash in %environment", bash_in_environment},
	{"T20", SEVERITY_WARNING, "files or variables that are not there", missing_files},
	{"T21", SEVERITY_ERROR, "what SingularityCE cannot read", unreadable},
	{NULL, SEVERITY_NOTE, NULL, NULL},
};
