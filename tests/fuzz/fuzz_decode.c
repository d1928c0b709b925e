/*
 * Bytes of a terminal become keys: however they are torn, the keys are the same, and each byte is
 * looked at once. Scripts and configurations take the same bytes without harm.
 */
#include "tui/config.h"
#include "tui/decode.h"
#include "tui/play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(const char *bytes, size_t size, size_t piece, struct text *text)
{
	struct decoder decoder = {0};
	struct key key;

	for (size_t at = 0; at < size; at += piece) {
		decoder_feed(&decoder, bytes + at, size - at < piece ? size - at : piece);
		while (decoder_next(&decoder, &key)) {
			if (key.code == KEYCODE_PASTE)
				text_append_bytes(text, key.text, key.length);
			else
				key_append(&key, text);
			text_append_char(text, ' ');
		}
	}
	if (decoder_settle(&decoder, &key))
		key_append(&key, text);
	decoder_release(&decoder);
}

static void read_others(const char *bytes, size_t size)
{
	struct play_steps steps = {0};
	struct config config = {0};
	struct diags diags = {0};

	if (play_read("script", bytes, size, &steps, &diags))
		play_steps_release(&steps);
	if (config_read("config", bytes, size, &config, &diags))
		config_release(&config);
	diags_release(&diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text whole = TEXT_INIT, torn = TEXT_INIT;

	if (size > 4096)
		return 0;
	decode((const char *)data, size, size > 0 ? size : 1, &whole);
	decode((const char *)data, size, 1, &torn);
	if (!string_equal(text_string(&whole), text_string(&torn)))
		BUG("torn bytes give other keys");
	text_release(&whole);
	text_release(&torn);
	read_others((const char *)data, size);
	return 0;
}
