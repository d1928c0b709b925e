#include "site/check.h"

/* Names and options of GPU kinds stand in scripts as they are written here, so they may hold
 * nothing that a shell would take for more. */

static bool is_variable(const char *name)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

	return name[0] != '\0' && strchr("0123456789", name[0]) == NULL &&
	       name[strspn(name, allowed)] == '\0';
}

/* One word: "--nv", "--device=nvidia.com/gpu=all". */
static bool is_option(const char *option)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=./,:";

	return option[0] == '-' && option[strspn(option, allowed)] == '\0';
}

static bool is_word(const char *word)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

	return word[0] != '\0' && strlen(word) <= 8 && word[strspn(word, letters)] == '\0';
}

static void check_kind(const struct site_gpu_kind *kind, struct diags *diags)
{
	const struct {
		const char *value;
		bool (*fits)(const char *value);
		const char *key, *wanted;
	} keys[] = {
		{kind->visible, is_variable, "visible", "the name of a variable"},
		{kind->inner, is_variable, "inner", "the name of a variable"},
		{kind->container_option, is_option, "container-option", "one option, such as --nv"},
		{kind->die, is_word, "die", "one word of at most 8 letters"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
		if (keys[i].value != NULL && !keys[i].fits(keys[i].value))
			check_complain(diags, "F11", &kind->record, "'%s' of '%s' is not %s",
				keys[i].key, kind->record.name, keys[i].wanted);
	if (kind->inner != NULL && kind->visible == NULL)
		check_complain(diags, "F11", &kind->record,
			"'%s' has 'inner', which counts among the GPUs of 'visible', but no "
			"'visible'",
			kind->record.name);
}

void check_gpu_kinds(const struct site *site, struct diags *diags)
{
	YAML_EACH(const struct site_gpu_kind, kind, &site->gpu_kinds)
	check_kind(kind, diags);
	YAML_EACH(const struct site_node_type, type, &site->node_types)
	if (type->gpu_kind != NULL)
		check_known(diags, &type->record, "node type", "kind of GPUs", &site->gpu_kinds,
			sizeof(struct site_gpu_kind), type->gpu_kind);
}
