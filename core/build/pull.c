#include "build/parts.h"
#include "base/files.h"

static const struct build_option pull_options[] = {BUILD_OPTIONS_PULL, {0}};
static const struct build_option convert_options[] = {BUILD_OPTIONS_CONVERT, {0}};

/* Sets a variable of a step that has a value already. */
static void set_variable(struct plan_step *step, const char *name, const char *value)
{
	/* Of several for one name the last one counts. */
	strings_add_format(&step->env, "%s=%s", name, value);
}

/* "docker://rocm/pytorch:latest" becomes "pytorch_latest.sif", as singularity names it. */
static char *name_for(const char *uri)
{
	const char *name = path_base(uri);
	struct text text = TEXT_INIT;

	for (; *name != '\0'; name++)
		text_append_char(&text, *name == ':' || *name == '@' ? '_' : *name);
	if (!string_ends(text_string(&text), ".sif"))
		text_append(&text, ".sif");
	return text_detach(&text);
}

static bool check_uri(const char *uri, struct diags *diags)
{
	static const char *const kinds[] = {
		"docker://", "oras://", "library://", "shub://", "http://", "https://"};

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (string_starts(uri, kinds[i]) && uri[strlen(kinds[i])] != '\0')
			return true;
	build_fail(diags, "URI", "'%s' is no address of an image", uri);
	diag_hint(&diags->items[diags->count - 1],
		"for example docker://ubuntu:24.04, oras://..., library://...; a tar file is for "
		"'berth build convert'");
	return false;
}

static void note_vendor(const char *uri, struct diags *diags)
{
	if (strstr(uri, "//rocm/") != NULL || strstr(uri, "/rocm/") != NULL)
		diags_add(diags, SEVERITY_WARNING, "L07", NULL,
			"'%s' is a vendor's image: it works on one node, but over several it talks TCP, "
			"at about half the speed", uri);
}

static bool plan_pull(const struct build *build, struct build_output *output, struct diags *diags)
{
	const char *uri = build->arguments->items[0], *target = build_value(build, "output");
	const char *cache = build_value(build, "cache");
	char *name = name_for(uri), *made;
	struct plan_step *step;
	bool fine = check_uri(uri, diags) &&
		    build_begin(build, "pull", target != NULL ? target : name, false, output, diags);

	if (fine) {
		note_vendor(uri, diags);
		output->source = xstrdup(uri);
		made = build_work(output, "image.sif");
		step = build_step(build, output, "Pull the image");
		strings_add(&step->removes, made);
		if (cache != NULL) {
			char *path = build_path(build, cache);
			char *variable = xasprintf("%s_CACHEDIR", site_container_prefix(build->site));
			set_variable(step, variable, path);
			free(variable);
			strings_add(&step->folders, path);
			free(path);
		}
		build_run(build, output, step, NULL,
			(const char *const[]){
				build->site->container_command, "pull", made, uri, NULL});
		plan_step_move(step, made, output->target, build->force);
		build_end(output);
		free(made);
	}
	free(name);
	return fine;
}

const struct build_recipe build_pull = {
	.name = "pull",
	.arguments = "URI",
	.least = 1,
	.most = 1,
	.summary = "Pulls an image from a registry, with cache and temporary files off $HOME",
	.examples = "  berth build pull docker://ubuntu:24.04 -o ubuntu.sif --run",
	.options = pull_options,
	.plan = plan_pull,
};

/* An OCI archive has a file "oci-layout", the other kind "manifest.json" and "repositories"; both
 * may have all of them, and then either way works. Looks at the names in the first headers. */
static const char *archive_kind(const struct text *head)
{
	for (size_t at = 0; at + 512 <= head->length; at += 512)
		if (strncmp(head->data + at, "manifest.json", 14) == 0)
			return "docker-archive";
	return memmem(text_string(head), head->length, "oci-layout", 10) != NULL ? "oci-archive"
										 : "docker-archive";
}

static bool read_head(const char *path, struct text *head, struct diags *diags)
{
	enum { HEAD = 1 << 16 };

	if (!file_read_head(path, HEAD, head, diags))
		return false;
	if (head->length >= 2 && (unsigned char)head->data[0] == 0x1f)
		return build_fail(diags, "FILE", "'%s' is compressed; gunzip it first", path);
	if (head->length < 512 || memcmp(head->data + 257, "ustar", 5) != 0)
		return build_fail(diags, "FILE", "'%s' is no tar file", path);
	return true;
}

static bool plan_convert(
	const struct build *build, struct build_output *output, struct diags *diags)
{
	char *path = build_path(build, build->arguments->items[0]), *made, *source;
	struct text head = TEXT_INIT;
	struct plan_step *step;
	bool fine = read_head(path, &head, diags) &&
		    build_begin(
			    build, "convert", build_value(build, "output"), false, output, diags);

	if (fine) {
		made = build_work(output, "image.sif");
		source = xasprintf("%s:%s", archive_kind(&head), path);
		step = build_step(build, output, "Convert the archive");
		strings_add(&step->removes, made);
		build_run(build, output, step, NULL,
			(const char *const[]){
				build->site->container_command, "build", made, source, NULL});
		plan_step_move(step, made, output->target, build->force);
		build_end(output);
		free(source);
		free(made);
	}
	text_release(&head);
	free(path);
	return fine;
}

const struct build_recipe build_convert = {
	.name = "convert",
	.arguments = "FILE",
	.least = 1,
	.most = 1,
	.summary = "Makes an image of a tar file that docker, podman or buildah has saved",
	.examples = "  docker save my:1.0 > my.tar    # where there is docker\n"
		    "  berth build convert my.tar -o my.sif --run",
	.options = convert_options,
	.plan = plan_convert,
};
