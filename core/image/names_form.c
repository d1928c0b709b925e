#include "image/names_form.h"

#include <ctype.h>

static const char *const class_names[] = {
	[CLASS_VERSION] = "version",
	[CLASS_VVERSION] = "vversion",
	[CLASS_DATE] = "date",
	[CLASS_STAMP] = "stamp",
	[CLASS_HEX7] = "hex7",
	[CLASS_HEX12] = "hex12",
	[CLASS_WORD] = "word",
	[CLASS_DIGITS] = "digits",
	[CLASS_COMPACT] = "compact",
	[CLASS_UBUNTU] = "ubuntu",
};

struct compiler {
	struct name_form *form;
	const char *at;
	struct text *message;
	int nesting;
};

static bool fail(struct compiler *compiler, const char *message)
{
	size_t offset = (size_t)(compiler->at - compiler->form->source->form);

	text_append_format(compiler->message, "%s (at character %zu)", message, offset + 1);
	return false;
}

static size_t emit(struct compiler *compiler, struct name_step step)
{
	vector_push(&compiler->form->steps, step);
	return compiler->form->steps.count - 1;
}

/* A step that does nothing until it is turned into a split. */
static size_t emit_place(struct compiler *compiler)
{
	size_t here = compiler->form->steps.count;
	return emit(compiler, (struct name_step){.operation = STEP_JUMP, .first = here + 1});
}

static void make_split(struct compiler *compiler, size_t place)
{
	compiler->form->steps.items[place] = (struct name_step){
		.operation = STEP_SPLIT, .first = place + 1, .second = compiler->form->steps.count};
}

size_t name_form_field(const struct name_form *form, const char *name, size_t length)
{
	size_t i = 0;
	while (i < form->field_count && (strncmp(form->fields[i], name, length) != 0 ||
						form->fields[i][length] != '\0'))
		i++;
	return i;
}

static bool add_field(struct compiler *compiler, const char *name, size_t length, size_t *field)
{
	struct name_form *form = compiler->form;

	*field = name_form_field(form, name, length);
	if (*field < form->field_count)
		return true;
	if (form->field_count == FORM_FIELD_LIMIT)
		return fail(compiler, "the form has too many fields");
	form->fields[form->field_count++] = arena_strndup(&form->arena, name, length);
	return true;
}

/* Reads "a|b|c" up to the closing brace. */
static bool read_words(struct compiler *compiler, struct strings *words)
{
	struct text word = TEXT_INIT;

	for (;; compiler->at++) {
		char c = *compiler->at;
		if (c == '\\' && compiler->at[1] != '\0') {
			text_append_char(&word, *++compiler->at);
		} else if (c == '\0' || c == '{' || ((c == '|' || c == '}') && word.length == 0)) {
			text_release(&word);
			return fail(compiler, c == '\0' ? "a '}' is missing" : "a word is empty");
		} else if (c == '|' || c == '}') {
			strings_take(words, text_detach(&word));
			if (c == '}')
				return true;
		} else {
			text_append_char(&word, c);
		}
	}
}

static void set_class(struct compiler *compiler, struct name_step *step, struct strings *words)
{
	step->class = CLASS_CHOICE;
	for (size_t i = 0; words->count == 1 && i < ARRAY_LENGTH(class_names); i++)
		if (string_equal(words->items[0], class_names[i]))
			step->class = (enum name_class)i;
	if (step->class != CLASS_CHOICE)
		return;
	step->words = arena_alloc(&compiler->form->arena, (words->count + 1) * sizeof(char *));
	for (size_t i = 0; i < words->count; i++)
		step->words[i] = arena_strdup(&compiler->form->arena, words->items[i]);
}

/* {FIELD:CLASS}; stands on the opening brace. */
static bool compile_field(struct compiler *compiler)
{
	struct name_step step = {.operation = STEP_FIELD};
	struct strings words = {0};
	const char *name = compiler->at + 1;
	size_t length = 0;

	while (isalnum((unsigned char)name[length]) || name[length] == '_')
		length++;
	if (length == 0 || name[length] != ':')
		return fail(compiler, "a field is written {NAME:CLASS}");
	if (!add_field(compiler, name, length, &step.field))
		return false;
	compiler->at = name + length + 1;
	if (!read_words(compiler, &words)) {
		strings_release(&words);
		return false;
	}
	compiler->at++;
	set_class(compiler, &step, &words);
	strings_release(&words);
	emit(compiler, step);
	return true;
}

static bool compile_byte(struct compiler *compiler)
{
	if (*compiler->at == '\\' && *++compiler->at == '\0')
		return fail(compiler, "nothing follows the last backslash");
	emit(compiler, (struct name_step){.operation = STEP_BYTE, .byte = *compiler->at++});
	return true;
}

static bool compile_group(struct compiler *compiler, size_t *shortest);

/* Compiles up to the end of the form, a closing bracket or a "|"; *shortest becomes the least
 * number of bytes (or fields) that the sequence takes. */
static bool compile_sequence(struct compiler *compiler, size_t *shortest)
{
	*shortest = 0;
	for (;;) {
		size_t group = 1;
		switch (*compiler->at) {
		case '\0':
		case '|':
		case ')':
		case ']':
			return true;
		case '(':
		case '[':
			if (!compile_group(compiler, &group))
				return false;
			break;
		case '{':
			if (!compile_field(compiler))
				return false;
			break;
		case '}':
			return fail(compiler, "this '}' closes nothing");
		case '*':
			return fail(compiler, "'*' must follow a ')' or a ']'");
		default:
			if (!compile_byte(compiler))
				return false;
		}
		*shortest += group;
	}
}

/* The alternatives of a group up to its closing bracket. Each but the last begins with a split to
 * the next one and ends with a jump to the end; the jumps are chained through `first` until the
 * end is known. */
static bool compile_alternatives(struct compiler *compiler, char closing, size_t *shortest)
{
	size_t last_jump = SIZE_MAX;

	*shortest = SIZE_MAX;
	for (;;) {
		size_t place = emit_place(compiler), length;
		if (!compile_sequence(compiler, &length))
			return false;
		if (length < *shortest)
			*shortest = length;
		if (*compiler->at != '|')
			break;
		last_jump = emit(compiler,
			(struct name_step){.operation = STEP_JUMP, .first = last_jump});
		make_split(compiler, place);
		compiler->at++;
	}
	if (*compiler->at != closing)
		return fail(compiler, closing == ')' ? "a ')' is missing" : "a ']' is missing");
	compiler->at++;
	while (last_jump != SIZE_MAX) {
		size_t before = compiler->form->steps.items[last_jump].first;
		compiler->form->steps.items[last_jump].first = compiler->form->steps.count;
		last_jump = before;
	}
	return true;
}

static bool compile_group(struct compiler *compiler, size_t *shortest)
{
	bool optional = *compiler->at++ == '[';
	size_t place;

	if (++compiler->nesting > FORM_NESTING_LIMIT)
		return fail(compiler, "the groups are nested too deeply");
	place = emit_place(compiler);
	if (!compile_alternatives(compiler, optional ? ']' : ')', shortest))
		return false;
	compiler->nesting--;
	if (*compiler->at == '*') {
		/* Else the matcher could go round without getting on. */
		if (*shortest == 0)
			return fail(compiler, "a repeated group must not be able to be empty");
		compiler->at++;
		emit(compiler, (struct name_step){.operation = STEP_JUMP, .first = place});
		optional = true;
	}
	if (optional) {
		make_split(compiler, place);
		*shortest = 0;
	}
	return true;
}

static void set_prefix(struct name_form *form)
{
	size_t length = 0;

	while (form->steps.items[length].operation == STEP_BYTE)
		length++;
	form->prefix = arena_alloc(&form->arena, length + 1);
	for (size_t i = 0; i < length; i++)
		form->prefix[i] = form->steps.items[i].byte;
	form->prefix_length = length;
}

bool name_form_compile(
	const struct site_name_form *source, struct name_form *form, struct text *message)
{
	struct compiler compiler = {form, source->form, message, 0};
	size_t shortest;

	*form = (struct name_form){.source = source};
	if (source->form == NULL || source->form[0] == '\0') {
		text_append(message, "the form is empty");
		return false;
	}
	if (strnlen(source->form, FORM_LENGTH_LIMIT + 1) > FORM_LENGTH_LIMIT) {
		text_append_format(message, "the form is longer than %d characters",
			FORM_LENGTH_LIMIT);
		return false;
	}
	if (!compile_sequence(&compiler, &shortest))
		return false;
	if (*compiler.at == '|')
		return fail(&compiler, "alternatives stand in ( ) or [ ]");
	if (*compiler.at != '\0')
		return fail(&compiler, "this bracket closes nothing");
	emit(&compiler, (struct name_step){.operation = STEP_END});
	set_prefix(form);
	return true;
}

void name_form_release(struct name_form *form)
{
	vector_release(&form->steps);
	arena_release(&form->arena);
	*form = (struct name_form){0};
}
