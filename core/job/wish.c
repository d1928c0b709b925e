#include "job/wish.h"
#include "base/units.h"
#include "base/words.h"

const char *const job_open_mode_names[] = {
	[OPEN_MODE_DEFAULT] = "default",
	[OPEN_MODE_APPEND] = "append",
	[OPEN_MODE_TRUNCATE] = "truncate",
	NULL,
};
const char *const job_container_names[] = {
	[CONTAINER_PATH] = "path",
	[CONTAINER_BINDINGS] = "bindings-module",
	[CONTAINER_MODULE] = "module",
	NULL,
};

const struct wish_field job_wish_fields[] = {
#define WISH(kind_, member, name_, letter, value, help_, low_, high_, choices_)                    \
	{.name = (name_),                                                                          \
		.kind = WISH_##kind_,                                                              \
		.offset = offsetof(struct job_wish, member),                                       \
		.low = (low_),                                                                     \
		.high = (high_),                                                                   \
		.choices = (choices_),                                                             \
		.help = (help_)},
#include "job/wish_rows.h"
	{.name = NULL},
};

const struct wish_field *wish_field_find(const char *name)
{
	for (const struct wish_field *field = job_wish_fields; field->name != NULL; field++)
		if (string_equal(field->name, name))
			return field;
	return NULL;
}

static bool fail(struct diags *diags, const char *where, const char *hint, const char *format, ...)
	PRINTF_LIKE(4, 5);

static bool fail(struct diags *diags, const char *where, const char *hint, const char *format, ...)
{
	struct place place = {.field = where};
	struct diag *diag;
	va_list args;

	va_start(args, format);
	diag = diags_vadd(diags, SEVERITY_ERROR, "U05", &place, format, args);
	va_end(args);
	if (hint != NULL)
		diag_hint(diag, "%s", hint);
	return false;
}

static bool read_integer(const struct wish_field *field, const char *value, const char *where,
	int64_t *number, struct diags *diags)
{
	return integer_parse(value, field->low, field->high, number) ||
	       fail(diags, where, NULL, "'%s' is no whole number from %lld to %lld", value,
		       (long long)field->low, (long long)field->high);
}

bool wish_time_is_doubtful(const char *value)
{
	const char *colon = strchr(value, ':');

	return colon != NULL && strchr(colon + 1, ':') == NULL && strchr(value, '-') == NULL;
}

void wish_doubt_time(const char *value, const char *where, struct diags *diags)
{
	struct place place = {.field = where};

	if (!wish_time_is_doubtful(value))
		return;
	diag_hint(diags_add(diags, SEVERITY_NOTE, "S52", &place,
			  "'%s' is minutes and seconds, as Slurm reads it", value),
		"if you mean hours, write %s:00", value);
}

static bool read_time(int64_t *time, const char *value, const char *where, struct diags *diags)
{
	if (duration_parse(value, time) && *time > 0) {
		wish_doubt_time(value, where, diags);
		return true;
	}
	*time = -1;
	return fail(diags, where, "minutes, or as Slurm writes it: 30, 2:00:00, 1-12:00:00",
		"'%s' is no time", value);
}

static bool read_order(
	struct job_wish *wish, const char *value, const char *where, struct diags *diags)
{
	size_t first = diags->count;
	int64_t *order;

	if (!order_parse(value, &order, &wish->order_count, diags)) {
		/* order_parse() does not know who asks. */
		if (diags->items[first].field == NULL)
			diags->items[first].field = xstrdup(where);
		return false;
	}
	memcpy(wish->order, order, wish->order_count * sizeof *order);
	free(order);
	return true;
}

static bool read_choice(const struct wish_field *field, int *choice, const char *value,
	const char *where, struct diags *diags)
{
	struct text known = TEXT_INIT;

	for (int i = 0; field->choices[i] != NULL; i++) {
		if (string_equal(field->choices[i], value)) {
			*choice = i;
			text_release(&known);
			return true;
		}
		text_append_format(&known, "%s%s", i > 0 ? ", " : "it takes one of: ",
			field->choices[i]);
	}
	fail(diags, where, text_string(&known), "'%s' is none of its values", value);
	text_release(&known);
	return false;
}

bool wish_read(struct job_wish *wish, const struct wish_field *field, const char *value,
	const char *where, struct diags *diags)
{
	void *member = (char *)wish + field->offset;
	int64_t number = 0;
	int choice = 0;

	switch (field->kind) {
	case WISH_STRING:
		memcpy(member, &value, sizeof value);
		return true;
	case WISH_COUNT:
		if (!read_integer(field, value, where, &number, diags))
			return false;
		*(unsigned *)member = (unsigned)number;
		return true;
	case WISH_NUMBER:
		if (!read_integer(field, value, where, &number, diags))
			return false;
		*(int64_t *)member = number;
		return true;
	case WISH_TIME:
		return read_time(member, value, where, diags);
	case WISH_SIZE:
		return size_parse(value, 1 << 20, member) ||
		       fail(diags, where, "for example 60G; a bare number is in MiB",
			       "'%s' is no size", value);
	case WISH_FLAG:
		if (!string_equal(value, "true") && !string_equal(value, "false"))
			return fail(diags, where, NULL, "'%s' is neither true nor false", value);
		*(bool *)member = string_equal(value, "true");
		return true;
	case WISH_CHOICE:
		if (!read_choice(field, &choice, value, where, diags))
			return false;
		*(int *)member = choice;
		return true;
	case WISH_ORDER:
		return read_order(wish, value, where, diags);
	case WISH_STRINGS:
		break;
	}
	BUG("'%s' is a list", field->name);
}

void wish_set_list(struct job_wish *wish, const struct wish_field *field, char *const *items)
{
	if (field->kind != WISH_STRINGS)
		BUG("'%s' is no list", field->name);
	memcpy((char *)wish + field->offset, &items, sizeof items);
}

bool wish_check_environment(const struct job_wish *wish, const char *where, struct diags *diags)
{
	bool fine = true;

	for (char *const *item = wish->environment; item != NULL && *item != NULL; item++) {
		char *name = xstrndup(*item, strcspn(*item, "="));
		if (strchr(*item, '=') == NULL || !shell_name_is_valid(name))
			fine = fail(diags, where, NULL, "'%s' is not NAME=VALUE", *item);
		free(name);
	}
	return fine;
}
