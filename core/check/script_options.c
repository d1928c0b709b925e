#include "check/script_parts.h"

#include "base/units.h"

/* The options of a program of Slurm. */

static struct shell_text text_from(const struct shell_text *text, size_t at)
{
	struct shell_text rest = *text;

	rest.bytes += at;
	rest.length -= at;
	if (rest.origin != NULL)
		rest.origin += at;
	else
		rest.start += (uint32_t)at;
	if (rest.length == 0)
		rest.start = shell_text_at(text, text->length);
	return rest;
}

static struct shell_span text_span(const struct shell_text *text)
{
	struct shell_span span = {shell_text_at(text, 0), shell_text_at(text, text->length)};

	if (span.end < span.start)
		span.end = span.start;
	return span;
}

static void set_value(struct script_option *option, struct shell_text value)
{
	option->value = value;
	option->known = text_is_known(&value);
	option->value_span = text_span(&value);
	if (option->value_span.end > option->span.end)
		option->span.end = option->value_span.end;
}

struct option_reader {
	struct script *script;
	unsigned program;
	const struct script_words *words;
	size_t at;
	struct script_options *options;
};

/* The next word as the value of an option. */
static void take_next(struct option_reader *reader, struct script_option *option)
{
	if (reader->at + 1 >= reader->words->count) {
		option->value_missing = true;
		return;
	}
	reader->at++;
	set_value(option, reader->words->items[reader->at].text);
}

static void read_long(struct option_reader *reader, const struct script_word *word)
{
	struct script_option option = {.span = text_span(&word->text)};
	const char *name = word->text.bytes + 2, *equals = strchr(name, '=');
	size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);

	option.spelled = arena_strndup(&reader->script->arena, word->text.bytes, length + 2);
	option.option = slurm_option_name(reader->program, name, length, &option.ambiguous);
	if (equals != NULL)
		set_value(&option, text_from(&word->text, length + 3));
	else if (option.option != NULL && option.option->argument == ARGUMENT_NEEDED)
		take_next(reader, &option);
	vector_push(reader->options, option);
}

static void read_letters(struct option_reader *reader, const struct script_word *word)
{
	for (size_t i = 1; i < word->text.length; i++) {
		struct script_option option = {.span = text_span(&word->text)};
		char letter = word->text.bytes[i];
		option.option = slurm_option_letter(reader->program, letter);
		option.spelled = arena_format(&reader->script->arena, "-%c", letter);
		if (option.option != NULL && option.option->argument != ARGUMENT_NONE) {
			if (i + 1 < word->text.length)
				set_value(&option, text_from(&word->text, i + 1));
			else if (option.option->argument == ARGUMENT_NEEDED)
				take_next(reader, &option);
			vector_push(reader->options, option);
			return;
		}
		vector_push(reader->options, option);
	}
}

size_t options_read(struct script *script, unsigned program, const struct script_words *words,
	size_t first, struct script_options *options, bool *unknown)
{
	struct option_reader reader = {script, program, words, first, options};

	*unknown = false;
	for (; reader.at < words->count; reader.at++) {
		const struct script_word *word = &words->items[reader.at];
		if (word->text.bytes[0] == SHELL_HOLE && word->splits) {
			*unknown = true; /* $OPTIONS: it may be anything */
			continue;
		}
		if (word->text.bytes[0] != '-' || word->text.length < 2)
			break;
		if (string_equal(word->text.bytes, "--"))
			return reader.at + 1;
		if (word->text.bytes[1] == '-')
			read_long(&reader, word);
		else
			read_letters(&reader, word);
	}
	return reader.at < words->count ? reader.at : words->count;
}

static const struct script_option *find_option(
	const struct script_options *options, const char *name, bool late)
{
	for (size_t i = options->count; i > 0; i--) {
		const struct script_option *option = &options->items[i - 1];
		if (option->option != NULL && (late || !option->late) &&
			string_equal(slurm_option_key(option->option), name))
			return option;
	}
	return NULL;
}

const struct script_option *script_header(const struct script *script, const char *name)
{
	return find_option(&script->header, name, false);
}

const struct script_option *script_step_option(const struct script_step *step, const char *name)
{
	return find_option(&step->options, name, true);
}

bool gpus_parse(const char *value, int64_t *gpus)
{
	const char *colon = strrchr(value, ':');
	return integer_parse(colon != NULL ? colon + 1 : value, 0, 1000000, gpus);
}

void options_number(
	const struct script_options *options, const char *name, struct script_number *number)
{
	const struct script_option *option = find_option(options, name, false);
	bool gpus = string_starts(name, "gpus");

	if (option == NULL)
		return;
	*number = (struct script_number){.asked = true, .option = option};
	if (!option->known || option->value.bytes == NULL)
		return;
	if (gpus ? gpus_parse(option->value.bytes, &number->value)
		 : integer_parse(option->value.bytes, 0, 100000000, &number->value))
		number->known = true;
}
