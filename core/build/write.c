#include "build/write_parts.h"

#include "base/words.h"
#include "build/requirement.h"

static const char *const rocm_packages[] = {
	"torch", "torchvision", "torchaudio", "pytorch-triton-rocm"};

bool write_is_rocm_package(const char *name)
{
	size_t length = requirement_name_length(name);

	for (size_t i = 0; i < ARRAY_LENGTH(rocm_packages); i++)
		if (strlen(rocm_packages[i]) == length &&
			strncasecmp(name, rocm_packages[i], length) == 0)
			return true;
	return false;
}

static bool fail(struct diags *diags, const char *option, const char *what, const char *value)
{
	struct place place = {.field = option};
	diags_add(diags, SEVERITY_ERROR, "L01", &place, "'%s' is no %s", value, what);
	return false;
}

/* Nothing that ends a line, and no beginning that pip would take for an option. */
static bool is_plain(const char *value)
{
	if (value[0] == '\0' || value[0] == '-' || value[0] == '#' || value[0] == ' ')
		return false;
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < ' ' || *value == 0x7f)
			return false;
	return true;
}

static bool check_all(const struct strings *list, const char *option, const char *what,
	struct diags *diags)
{
	bool fine = true;

	for (size_t i = 0; list != NULL && i < list->count; i++)
		if (!is_plain(list->items[i]))
			fine = fail(diags, option, what, list->items[i]);
	return fine;
}

static bool is_conda(const char *package)
{
	return string_starts(package, "conda:");
}

static bool any(const struct strings *list, bool (*fits)(const char *item))
{
	for (size_t i = 0; list != NULL && i < list->count; i++)
		if (fits(list->items[i]))
			return true;
	return false;
}

static bool has_git(const char *package)
{
	return strstr(package, "git+") != NULL;
}

/* The ROCm whose index fits: the very version, else that of its first two numbers. */
static const char *find_index(const struct site *site, const char *rocm)
{
	const struct yaml_strings *known = &site->build.wheel_rocm;
	const char *dot = strchr(rocm, '.');
	size_t two = dot != NULL ? (size_t)(dot + 1 - rocm) + strcspn(dot + 1, ".") : strlen(rocm);
	const char *found = NULL;

	for (size_t i = 0; i < known->count; i++) {
		if (string_equal(known->items[i], rocm))
			return known->items[i];
		if (strlen(known->items[i]) == two && strncmp(known->items[i], rocm, two) == 0)
			found = known->items[i];
	}
	return found;
}

bool write_knows_rocm(const struct site *site, const char *rocm)
{
	return site->build.wheel_index != NULL && find_index(site, rocm) != NULL;
}

/* The ROCm for the wheels, or NULL when none are wanted. False, L08, when there are none. */
bool write_choose_rocm(const struct write_wish *wish, const char **rocm, struct diags *diags)
{
	struct text known = TEXT_INIT;

	*rocm = NULL;
	if (wish->rocm != NULL && !is_plain(wish->rocm))
		return fail(diags, "--rocm", "version", wish->rocm);
	if (!any(wish->packages, write_is_rocm_package))
		return true;
	if (wish->rocm == NULL || wish->site->build.wheel_index == NULL) {
		diag_hint(diags_add(diags, SEVERITY_WARNING, "L05", NULL,
				  "the ROCm of the base is not known, so that pip takes PyTorch for "
				  "CUDA"),
			"say which with --rocm, or name a base whose ROCm is known");
		return true;
	}
	*rocm = find_index(wish->site, wish->rocm);
	if (*rocm != NULL)
		return true;
	for (size_t i = 0; i < wish->site->build.wheel_rocm.count; i++)
		text_append_format(&known, "%s%s", i > 0 ? ", " : "",
			wish->site->build.wheel_rocm.items[i]);
	diag_hint(diags_add(diags, SEVERITY_ERROR, "L08", NULL,
			  "no wheels of PyTorch for ROCm %s are known", wish->rocm),
		"there are some for %s; or take an image that holds PyTorch already, and 'berth build "
		"venv'",
		text_string(&known));
	text_release(&known);
	return false;
}

/* The version behind a lone "==", in "torch[opt] == 2.7.1"; NULL when there is none such. */
static const char *exact_version(const char *package)
{
	const char *at = package + requirement_name_length(package);

	at += strspn(at, " \t");
	if (*at == '[')
		at += strcspn(at, "]") + 1;
	at += strspn(at, " \t");
	if (!string_starts(at, "==") || at[2] == '=' || strpbrk(at, ",*(") != NULL)
		return NULL;
	return at + 2;
}

/* "torch==2.7.1" becomes "torch==2.7.1+rocm6.2.4". */
static char *for_rocm(const char *package, const char *rocm, struct diags *diags)
{
	const char *version;

	if (rocm == NULL || !write_is_rocm_package(package))
		return xstrdup(package);
	version = exact_version(package);
	if (version == NULL) {
		diag_hint(diags_add(diags, SEVERITY_WARNING, "L05", NULL,
				  "'%s' does not name one version, and pip takes the newest, which may be "
				  "one for CUDA",
				  package),
			"write %.*s==VERSION", (int)requirement_name_length(package), package);
		return xstrdup(package);
	}
	if (strchr(version, '+') != NULL || strchr(version, ';') != NULL)
		return xstrdup(package);
	return xasprintf("%s+rocm%s", package, rocm);
}

void write_index(const struct write_wish *wish, const char *rocm, struct text *text)
{
	const char *index = wish->site->build.wheel_index, *at = strstr(index, "{rocm}");

	if (at == NULL)
		text_append(text, index);
	else
		text_append_format(text, "%.*s%s%s", (int)(at - index), index, rocm, at + 6);
}

void write_pip_packages(const struct write_wish *wish, const char *rocm, struct strings *pip,
	struct diags *diags)
{
	for (size_t i = 0; wish->packages != NULL && i < wish->packages->count; i++)
		if (!is_conda(wish->packages->items[i]))
			strings_take(pip, for_rocm(wish->packages->items[i], rocm, diags));
}

/* In YAML a text that begins or goes on like this is no plain one. */
static void append_yaml(const char *value, struct text *text)
{
	bool quote = strchr("#:{}[]&*!|>'\"%@`,?", value[0]) != NULL ||
		     strstr(value, ": ") != NULL || strstr(value, " #") != NULL ||
		     string_ends(value, ":") || string_ends(value, " ");

	if (!quote) {
		text_append(text, value);
		return;
	}
	text_append_char(text, '\'');
	for (; *value != '\0'; value++)
		text_append(text, *value == '\'' ? "''" : (const char[]){*value, '\0'});
	text_append_char(text, '\'');
}

static bool is_python(const char *package)
{
	return string_starts(package, "conda:python") && requirement_name_length(package + 6) == 6;
}

static bool is_conda_git(const char *package)
{
	return string_starts(package, "conda:git") && requirement_name_length(package + 6) == 3;
}

static void append_conda_packages(const struct write_wish *wish, struct text *text)
{
	if (!any(wish->packages, is_python))
		text_append_format(
			text, "  - python=%s\n", wish->python != NULL ? wish->python : "3.12");
	for (size_t i = 0; wish->packages != NULL && i < wish->packages->count; i++)
		if (is_conda(wish->packages->items[i])) {
			text_append(text, "  - ");
			append_yaml(wish->packages->items[i] + 6, text);
			text_append_char(text, '\n');
		}
	/* The base images have none. */
	if (any(wish->packages, has_git) && !any(wish->packages, is_conda_git))
		text_append(text, "  - git\n");
}

static bool check_packages(const struct write_wish *wish, struct diags *diags)
{
	bool fine = true;

	for (size_t i = 0; wish->packages != NULL && i < wish->packages->count; i++) {
		const char *package = wish->packages->items[i];
		if (!is_conda(package))
			fine = requirement_check(package, "--package", diags) && fine;
		else if (!is_plain(package + strlen("conda:")))
			fine = fail(diags, "--package", "package", package);
	}
	return fine;
}

bool write_check_conda(const struct write_wish *wish, struct diags *diags)
{
	return check_packages(wish, diags) &&
	       (wish->python == NULL || is_plain(wish->python) ||
		       fail(diags, "--python", "version", wish->python));
}

void write_dependencies(const struct write_wish *wish, const char *rocm, const struct strings *pip,
	struct text *text)
{
	append_conda_packages(wish, text);
	if (pip->count == 0)
		return;
	text_append(text, "  - pip\n  - pip:\n");
	if (rocm != NULL) {
		text_append(text, "      - --extra-index-url ");
		write_index(wish, rocm, text);
		text_append_char(text, '\n');
	}
	for (size_t i = 0; i < pip->count; i++) {
		text_append(text, "      - ");
		append_yaml(pip->items[i], text);
		text_append_char(text, '\n');
	}
}

bool write_check_requirements(const struct write_wish *wish, struct diags *diags)
{
	if (!check_packages(wish, diags))
		return false;
	for (size_t i = 0; wish->packages != NULL && i < wish->packages->count; i++)
		if (is_conda(wish->packages->items[i]))
			return fail(diags, "--package", "package of pip", wish->packages->items[i]);
	return true;
}

void write_pip_lines(const struct write_wish *wish, const char *rocm, const struct strings *pip,
	struct text *text)
{
	if (rocm != NULL) {
		text_append(text, "--extra-index-url ");
		write_index(wish, rocm, text);
		text_append_char(text, '\n');
	}
	for (size_t i = 0; i < pip->count; i++)
		text_append_format(text, "%s\n", pip->items[i]);
}

static void append_words(const struct strings *words, struct text *text)
{
	for (size_t i = 0; i < words->count; i++) {
		text_append_char(text, ' ');
		text_append_shell_word(text, words->items[i]);
	}
	text_append_char(text, '\n');
}

static bool given(const struct strings *list)
{
	return list != NULL && list->count > 0;
}

void write_files(const struct write_wish *wish, struct text *text)
{
	for (size_t i = 0; wish->files != NULL && i < wish->files->count; i++) {
		const char *file = wish->files->items[i], *colon = strchr(file, ':');
		if (colon == NULL)
			text_append_format(text, "    %s\n", file);
		else
			text_append_format(
				text, "    %.*s %s\n", (int)(colon - file), file, colon + 1);
	}
}

/* Nobody can answer while it builds, so that nothing may ask. */
void write_post(const struct write_wish *wish, const char *rocm, const struct strings *pip,
	struct text *text)
{
	if (given(wish->apt)) {
		text_append(text, "    export DEBIAN_FRONTEND=noninteractive\n"
				  "    apt-get update -y\n"
				  "    apt-get install -y --no-install-recommends");
		append_words(wish->apt, text);
		text_append(text, "    rm -rf /var/lib/apt/lists/*\n");
	}
	if (given(wish->zypper)) {
		text_append(text, "    zypper -n refresh\n    zypper -n install --no-recommends");
		append_words(wish->zypper, text);
		text_append(text, "    zypper -n clean --all\n");
	}
	if (pip->count > 0) {
		text_append(text, "    python3 -m pip install --no-cache-dir");
		if (rocm != NULL) {
			text_append(text, " --extra-index-url ");
			write_index(wish, rocm, text);
		}
		append_words(pip, text);
	}
}

void write_labels(const struct write_wish *wish, struct text *text)
{
	for (size_t i = 0; wish->labels != NULL && i < wish->labels->count; i++) {
		const char *label = wish->labels->items[i], *sign = strchr(label, '=');
		text_append_format(text, "    %.*s %s\n", (int)(sign - label), label, sign + 1);
	}
}

static bool check_labels(const struct strings *labels, struct diags *diags)
{
	for (size_t i = 0; labels != NULL && i < labels->count; i++) {
		const char *sign = strchr(labels->items[i], '=');
		if (sign == NULL || sign == labels->items[i])
			return fail(diags, "--label", "NAME=VALUE", labels->items[i]);
	}
	return check_all(labels, "--label", "label", diags);
}

bool write_check_definition(const struct write_wish *wish, struct diags *diags)
{
	const char *from = wish->base;

	if (from == NULL || !is_plain(from))
		return fail(diags, "--base", "image to begin with", from != NULL ? from : "");
	if (!write_check_requirements(wish, diags) || !check_all(wish->apt, "--apt", "package", diags) ||
		!check_all(wish->zypper, "--zypper", "package", diags) ||
		!check_all(wish->files, "--file", "file", diags) ||
		!check_labels(wish->labels, diags))
		return false;
	return true;
}
