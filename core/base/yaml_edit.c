#include "base/yaml_edit.h"

/*
 * Changing one value of a document while every other byte stays. The change is made in the text, so
 * comments and layout survive; that it did what it should, and nothing else, is then proved by
 * reading the result.
 */

static const char cannot_see[] = "the change would alter more than this value";

bool yaml_edit_start(struct yaml_edit *edit, const struct yaml_source *source, const char *path,
	struct diags *diags)
{
	*edit = (struct yaml_edit){.source = *source};
	if (!yaml_graph_load(&edit->graph, source, diags))
		return false;
	yaml_follow(&edit->graph, path, &edit->trail);
	if (yaml_trail_is_shared(&edit->graph, &edit->trail, edit->trail.depth))
		edit->obstacle = "an alias ('*name') uses the same value elsewhere";
	return true;
}

/* Gives the result out when it is proved, else says why not. */
bool yaml_edit_finish(struct yaml_edit *edit, const char *path, struct text *out, struct diags *diags)
{
	const struct yaml_trail *trail = &edit->trail;
	struct place place = {.file = edit->source.file};
	struct diag *diag;
	bool fine;

	if (edit->obstacle == NULL && edit->result.length == 0 &&
		edit->change.kind != YAML_REMOVE)
		edit->obstacle = cannot_see;
	if (edit->obstacle == NULL && !yaml_is_changed(&edit->graph, &edit->change, &edit->result))
		edit->obstacle = cannot_see;
	fine = edit->obstacle == NULL;
	if (fine) {
		text_append_bytes(out, text_string(&edit->result), edit->result.length);
	} else {
		if (trail->rest == NULL && trail->depth > 0)
			place = yaml_place(
				edit->source.file, trail->nodes[trail->depth - 1]->start_mark);
		place.field = path;
		diag = diags_add(diags, SEVERITY_ERROR, "F08", &place, "cannot change '%.*s%s': %s",
			YAML_CUT(path), edit->obstacle);
		if (trail->rest == NULL)
			diag_hint(diag, "change it by hand in an editor");
	}
	text_release(&edit->result);
	yaml_graph_release(&edit->graph);
	return fine;
}

const char *yaml_edit_kind_obstacle(const yaml_node_t *node)
{
	if (node->type != YAML_SCALAR_NODE)
		return node->type == YAML_SEQUENCE_NODE ? "it is a list" : "it is a mapping";
	if (node->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
		node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)
		return "it is a block of text ('|' or '>')";
	return NULL;
}

/* The value at the end of the way; NULL when the path leads nowhere. */
yaml_node_t *yaml_edit_target(const struct yaml_edit *edit)
{
	const struct yaml_trail *trail = &edit->trail;
	return trail->rest == NULL && trail->depth > 0 ? trail->nodes[trail->depth - 1] : NULL;
}

static void set_scalar(struct yaml_edit *edit, const char *const *value, bool may_add)
{
	yaml_node_t *node = yaml_edit_target(edit);
	const char *kind = node != NULL ? yaml_edit_kind_obstacle(node) : NULL;

	edit->change.value = (struct yaml_new){.items = value, .count = 1};
	if (kind != NULL)
		edit->obstacle = kind;
	else if (node == NULL && !may_add)
		edit->obstacle = "the file has no such key";
	else if (!yaml_is_utf8(*value))
		edit->obstacle = "the new value is not UTF-8";
	if (edit->obstacle != NULL)
		return;
	if (node != NULL)
		yaml_edit_replace(edit, node);
	else
		yaml_edit_add(edit);
}

static bool set(const struct yaml_source *source, const char *path, const char *value,
	bool may_add, struct text *out, struct diags *diags)
{
	struct yaml_edit edit;

	if (!yaml_edit_start(&edit, source, path, diags))
		return false;
	set_scalar(&edit, &value, may_add);
	return yaml_edit_finish(&edit, path, out, diags);
}

bool yaml_patch(const char *file, const char *bytes, size_t length, const char *path,
	const char *value, struct text *out, struct diags *diags)
{
	const struct yaml_source source = {file, bytes, length};
	return set(&source, path, value, false, out, diags);
}

bool yaml_set(const char *file, const char *bytes, size_t length, const char *path,
	const char *value, struct text *out, struct diags *diags)
{
	const struct yaml_source source = {file, bytes, length};
	return set(&source, path, value, true, out, diags);
}
