#include "base/clean.h"
#include "base/similar.h"
#include "cli/command_image.h"
#include "cli/image_facts.h"

#include <strings.h>

/* One image and the word that is asked about. */
struct question {
	struct cli *cli;
	struct opened_image *opened;
	struct verdicts verdicts;
	const char *word;
	const char *key; /* the word as the key of a package */
	json_t *facts, *packages, *tools, *said;
	size_t answers;
};

enum { EXCERPT_MAX = 4096, EXCERPT_LINE_MAX = 200 };

/* The first line of a small file that proves something: "6.2.4-120". */
static void append_excerpt(struct question *question, const char *path)
{
	struct tree_entry entry;
	struct diags ignored = {0};
	struct text content = TEXT_INIT;

	if (image_tree_find(question->opened->tree, path, 0, &entry, &ignored) &&
		entry.type == SQUASHFS_REGULAR &&
		image_tree_read(
			question->opened->tree, &entry, EXCERPT_MAX, &content, &ignored)) {
		size_t length = strcspn(text_string(&content), "\n");
		/* Only text is worth showing. */
		if (length > 0 && length < EXCERPT_LINE_MAX &&
			memchr(content.data, '\0', content.length) == NULL) {
			text_append(&question->cli->out, "  it begins with: ");
			text_append_clean_bytes(
				&question->cli->out, content.data, length, CLEAN_LINE);
			text_append_char(&question->cli->out, '\n');
		}
	}
	diags_release(&ignored);
	text_release(&content);
}

static void append_proof(struct question *question, const char *path)
{
	text_append(&question->cli->out, "  proved by ");
	text_append_inside(&question->cli->out, path);
	text_append_char(&question->cli->out, '\n');
	append_excerpt(question, path);
}

static bool asks_fact(const struct question *question, enum fact fact)
{
	return strcasecmp(question->word, fact_table[fact].key) == 0 ||
	       strcasecmp(question->word, fact_table[fact].title) == 0;
}

static void answer_fact(struct question *question, enum fact fact)
{
	const struct fact_value *value = &question->opened->facts.values[fact];
	struct text *out = &question->cli->out, shown = TEXT_INIT;

	if (value->value == NULL)
		return;
	question->answers++;
	fact_append_value(&shown, fact, value);
	text_append_format(out, "%s: ", fact_table[fact].title);
	text_append_clean(out, text_string(&shown), CLEAN_LINE);
	text_append_char(out, '\n');
	if (value->path != NULL)
		append_proof(question, value->path);
	else
		text_append(out, "  nothing of the kind is in the image\n");
	if (value->version_path != NULL) {
		text_append(out, "  the version is from ");
		text_append_inside(out, value->version_path);
		text_append_char(out, '\n');
	}
	text_release(&shown);
}

static void answer_package(struct question *question, const struct package *package)
{
	const struct facts *facts = &question->opened->facts;
	const struct package_environment *environment = &facts->environments[package->environment];
	struct text *out = &question->cli->out;
	json_t *item = json_object();

	question->answers++;
	json_object_set_new(item, "name", json_string_clean(package->name));
	json_object_set_new(item, "version", json_filled_or_null(package->version));
	json_object_set_new(item, "source", json_string(package_source_names[package->source]));
	json_object_set_new(item, "prefix", json_string_clean(environment->prefix));
	json_object_set_new(item, "active", json_boolean(environment->active));
	json_object_set_new(item, "path", json_string_clean(package->path));
	json_array_append_new(question->packages, item);

	text_append_clean(out, package->name, CLEAN_LINE);
	text_append_char(out, ' ');
	text_append_clean(
		out, package->version != NULL ? package->version : "(version unknown)", CLEAN_LINE);
	text_append_format(out, ", installed by %s in ", package_source_names[package->source]);
	text_append_inside(out, environment->prefix);
	text_append_format(out, " (%s", environment_kind_names[environment->kind]);
	if (environment->python != NULL) {
		text_append(out, ", Python ");
		text_append_clean(out, environment->python, CLEAN_LINE);
	}
	text_append(out, environment->active ? ", active)\n  proved by " : ")\n  proved by ");
	text_append_inside(out, package->path);
	text_append_char(out, '\n');
}

static void answer_tool(struct question *question, const struct image_tool *tool)
{
	struct text *out = &question->cli->out;
	json_t *item = json_object();

	question->answers++;
	json_object_set_new(item, "name", json_string_clean(tool->name));
	json_object_set_new(item, "path", json_string_clean(tool->path));
	json_object_set_new(item, "target", json_filled_or_null(tool->target));
	json_array_append_new(question->tools, item);

	text_append(out, "command ");
	text_append_inside(out, tool->path);
	if (tool->target != NULL) {
		text_append(out, ", which starts ");
		text_append_clean(out, tool->target, CLEAN_LINE);
	}
	text_append_char(out, '\n');
}

static bool asks_verdict(const struct question *question, const struct verdict *verdict)
{
	return strcasecmp(question->word, verdict->id) == 0 ||
	       strcasecmp(question->word, verdict->about) == 0;
}

static void answer_verdicts(struct question *question)
{
	struct verdicts asked = {0};

	vector_each (struct verdict, verdict, &question->verdicts)
		if (asks_verdict(question, verdict))
			vector_push(&asked, *verdict);
	question->answers += asked.count;
	show_verdicts(question->cli, &asked);
	question->said = verdicts_json(&asked);
	vector_release(&asked);
}

static void say_unknown(struct question *question)
{
	const struct facts *facts = &question->opened->facts;
	size_t count = FACT_COUNT + facts->package_count + facts->tool_count;
	const char **names = xcalloc(count, sizeof *names), *nearest;
	struct diag *diag;
	size_t n = 0;

	for (enum fact fact = 0; fact < FACT_COUNT; fact++)
		names[n++] = fact_table[fact].key;
	for (size_t i = 0; i < facts->package_count; i++)
		names[n++] = facts->packages[i].key;
	for (size_t i = 0; i < facts->tool_count; i++)
		names[n++] = facts->tools[i].name;
	nearest = similar_best(question->word, names, n);
	diag = diags_add(&question->cli->diags, SEVERITY_NOTE, "I73", NULL,
		"nothing in the image tells of '%s'", question->word);
	if (nearest != NULL && strcasecmp(nearest, question->word) != 0)
		diag_hint(diag, "did you mean '%s'?", nearest);
	question->cli->exit_code = 1;
	free(names);
}

static void answer(struct question *question)
{
	struct facts *facts = &question->opened->facts;
	size_t count = 0;

	question->key = package_key(question->word, &facts->arena);
	for (enum fact fact = 0; fact < FACT_COUNT; fact++)
		if (asks_fact(question, fact))
			answer_fact(question, fact);
	const struct package *package = facts_packages(facts, question->key, &count);
	for (size_t i = 0; i < count; i++)
		answer_package(question, &package[i]);
	for (size_t i = 0; i < facts->tool_count; i++)
		if (string_equal(facts->tools[i].name, question->word))
			answer_tool(question, &facts->tools[i]);
	answer_verdicts(question);
	if (question->answers == 0)
		say_unknown(question);
}

static void show_json(struct question *question)
{
	json_t *document = cli_document(question->cli, "berth.image.why/1");
	json_t *all = facts_json(&question->opened->facts), *facts = json_object();

	for (enum fact fact = 0; fact < FACT_COUNT; fact++)
		if (asks_fact(question, fact))
			json_object_set(facts, fact_table[fact].key,
				json_object_get(all, fact_table[fact].key));
	json_decref(all);
	json_object_set_new(document, "image", json_string_clean(question->opened->image.path));
	json_object_set_new(document, "asked", json_string_clean(question->word));
	json_object_set_new(document, "facts", facts);
	json_object_set(document, "packages", question->packages);
	json_object_set(document, "commands", question->tools);
	json_object_set(document, "verdicts", question->said);
}

void command_image_why(struct cli *cli)
{
	struct opened_image opened = {0};
	struct question question = {.cli = cli,
		.opened = &opened,
		.word = cli->arguments.items[1],
		.packages = json_array(),
		.tools = json_array()};

	if (cli_open_tree(cli, cli->arguments.items[0], &opened) &&
		facts_read(opened.tree, &opened.sif, FACTS_CONTENTS, NULL, &opened.facts,
			&cli->diags)) {
		verdicts_judge(&cli->site, &opened.image, &opened.sif, &opened.facts,
			&question.verdicts);
		answer(&question);
		if (cli->json)
			show_json(&question);
	}
	verdicts_release(&question.verdicts);
	json_decref(question.packages);
	json_decref(question.tools);
	json_decref(question.said);
	opened_image_release(&opened);
}
