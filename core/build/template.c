#include "build/template.h"
#include "build/write_parts.h"

const char *const write_kind_names[] = {"conda", "definition", "requirements", NULL};

/* The frames of what is written, and what people start their own from. */
const struct template_sort write_template_sorts[] = {
	[WRITE_CONDA] = {.folder = "conda",
		.built_in =
			"{{! Only conda-forge: the channels of Anaconda need a licence. }}\n"
			"channels:\n"
			"  - conda-forge\n"
			"  - nodefaults\n"
			"dependencies:\n"
			"{{dependencies}}\n"},
	[WRITE_DEFINITION] = {.folder = "definition",
		.built_in =
			"Bootstrap: {{bootstrap}}\n"
			"From: {{from}}\n"
			"{{#files}}\n"
			"\n"
			"%files\n"
			"{{files}}\n"
			"{{/files}}\n"
			"{{#post}}\n"
			"\n"
			"%post -c /bin/bash\n"
			"    set -eu\n"
			"{{post}}\n"
			"{{/post}}\n"
			"{{#labels}}\n"
			"\n"
			"%labels\n"
			"{{labels}}\n"
			"{{/labels}}\n"},
	[WRITE_REQUIREMENTS] = {.folder = "requirements", .built_in = "{{requirements}}\n"},
};

enum value {
	DEPENDENCIES,
	REQUIREMENTS,
	BOOTSTRAP,
	FROM,
	FILES,
	POST,
	LABELS,
	PYTHON,
	ROCM,
	INDEX,
	PACKAGES,
	PACKAGE,
	VALUE_COUNT
};
enum {
	OF_CONDA = 1 << WRITE_CONDA,
	OF_DEFINITION = 1 << WRITE_DEFINITION,
	OF_REQUIREMENTS = 1 << WRITE_REQUIREMENTS,
	OF_ALL = OF_CONDA | OF_DEFINITION | OF_REQUIREMENTS
};

static const struct {
	unsigned kinds;
	struct template_name row;
} values[VALUE_COUNT] = {
	/* Pieces: whole lines, without the newline at the end. */
	[DEPENDENCIES] = {OF_CONDA, {.name = "dependencies",
		.help = "the items of 'dependencies:', those of pip and their index among them"}},
	[REQUIREMENTS] = {OF_REQUIREMENTS, {.name = "requirements",
		.help = "the packages, one a line, behind the index they come from"}},
	[BOOTSTRAP] = {OF_DEFINITION, {.name = "bootstrap",
		.help = "where the base comes from: docker, localimage..."}},
	[FROM] = {OF_DEFINITION, {.name = "from", .help = "the base: its name or path"}},
	[FILES] = {OF_DEFINITION, {.name = "files",
		.help = "the lines of %files; empty without"}},
	[POST] = {OF_DEFINITION, {.name = "post",
		.help = "the commands that install the packages; empty without"}},
	[LABELS] = {OF_DEFINITION, {.name = "labels", .help = "the lines of %labels; empty without"}},
	/* Single values. */
	[PYTHON] = {OF_CONDA, {.name = "python", .help = "version of Python; empty when not given"}},
	[ROCM] = {OF_ALL, {.name = "rocm", .help = "ROCm of the base; empty when not known"}},
	[INDEX] = {OF_ALL, {.name = "index",
		.help = "address of the wheels for that ROCm; empty when none are wanted"}},
	[PACKAGES] = {OF_ALL, {.name = "packages", .kind = TEMPLATE_LIST,
		.help = "the packages of pip"}},
	[PACKAGE] = {OF_ALL, {.name = "package", .list = "packages",
		.help = "one of them, as torch==2.7.1+rocm6.2.4"}},
};

/* The rows of a kind are those of the table without the others. */
static size_t find_row(enum write_kind kind, size_t index)
{
	for (size_t i = 0; i < VALUE_COUNT; i++)
		if ((values[i].kinds & 1u << kind) != 0 && index-- == 0)
			return i;
	return VALUE_COUNT;
}

const struct template_name *write_template_name(enum write_kind kind, size_t index)
{
	size_t row = find_row(kind, index);
	return row < VALUE_COUNT ? &values[row].row : NULL;
}

static void fill_names(enum write_kind kind, struct template_name *names)
{
	const struct template_name *name;

	for (size_t i = 0; (name = write_template_name(kind, i)) != NULL; i++)
		*names++ = *name;
	*names = (struct template_name){0};
}

bool write_template_check(
	enum write_kind kind, const char *file, const struct text *template, struct diags *diags)
{
	struct template_name names[VALUE_COUNT + 1];

	fill_names(kind, names);
	return template_check(file, text_string(template), template->length, names, diags);
}

static bool check(enum write_kind kind, const struct write_wish *wish, struct diags *diags)
{
	if (kind == WRITE_CONDA)
		return write_check_conda(wish, diags);
	if (kind == WRITE_DEFINITION)
		return write_check_definition(wish, diags);
	return write_check_requirements(wish, diags);
}

/* "docker://ubuntu:24.04" is "docker" and "ubuntu:24.04"; a path is an image of this machine. */
static void split_base(const char *base, struct text *texts)
{
	const char *colon = strstr(base, "://");

	if (colon == NULL)
		text_append(&texts[BOOTSTRAP], "localimage");
	else
		text_append_bytes(&texts[BOOTSTRAP], base, (size_t)(colon - base));
	text_append(&texts[FROM], colon != NULL ? colon + 3 : base);
}

static void fill_texts(enum write_kind kind, const struct write_wish *wish, const char *rocm,
	const struct strings *pip, struct text *texts)
{
	if (kind == WRITE_CONDA)
		write_dependencies(wish, rocm, pip, &texts[DEPENDENCIES]);
	if (kind == WRITE_REQUIREMENTS)
		write_pip_lines(wish, rocm, pip, &texts[REQUIREMENTS]);
	if (kind == WRITE_DEFINITION) {
		split_base(wish->base, texts);
		write_files(wish, &texts[FILES]);
		write_post(wish, rocm, pip, &texts[POST]);
		write_labels(wish, &texts[LABELS]);
	}
	text_append(&texts[PYTHON], wish->python != NULL ? wish->python : "");
	text_append(&texts[ROCM], wish->rocm != NULL ? wish->rocm : "");
	if (rocm != NULL)
		write_index(wish, rocm, &texts[INDEX]);
	for (size_t i = 0; i < VALUE_COUNT; i++)
		if (string_ends(text_string(&texts[i]), "\n"))
			text_truncate(&texts[i], texts[i].length - 1);
}

static bool render(enum write_kind kind, const struct text *texts, const struct strings *pip,
	const char *file, const struct text *template, struct text *out, struct diags *diags)
{
	struct template_name names[VALUE_COUNT + 1];
	struct template_value filled[VALUE_COUNT] = {{0}};
	size_t row;

	fill_names(kind, names);
	for (size_t i = 0; (row = find_row(kind, i)) < VALUE_COUNT; i++) {
		if (row == PACKAGES) {
			filled[i].fields = (const char *const *)pip->items;
			filled[i].count = pip->count;
		} else {
			filled[i].text = text_string(&texts[row]);
		}
	}
	return template_render(
		file, text_string(template), template->length, names, filled, out, diags);
}

bool write_by_template(enum write_kind kind, const struct write_wish *wish, const char *file,
	const struct text *template, struct text *out, struct diags *diags)
{
	struct text texts[VALUE_COUNT] = {0};
	struct strings pip = {0};
	const char *rocm;
	bool fine = check(kind, wish, diags) && write_choose_rocm(wish, &rocm, diags);

	if (fine) {
		write_pip_packages(wish, rocm, &pip, diags);
		fill_texts(kind, wish, rocm, &pip, texts);
		fine = render(kind, texts, &pip, file, template, out, diags);
	}
	for (size_t i = 0; i < VALUE_COUNT; i++)
		text_release(&texts[i]);
	strings_release(&pip);
	return fine;
}

bool write_by_built_in(enum write_kind kind, const struct write_wish *wish, struct text *text,
	struct diags *diags)
{
	struct text template = TEXT_INIT;
	bool fine;

	text_append(&template, write_template_sorts[kind].built_in);
	fine = write_by_template(kind, wish, "template", &template, text, diags);
	text_release(&template);
	return fine;
}
