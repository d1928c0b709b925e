#include "pressing.h"

#include "tui/widgets/match.h"

static ssize_t find(const char *text, const char *word)
{
	const char *place = match_find(text, strlen(text), word);

	return place != NULL ? place - text : -1;
}

static void test_find(void **state)
{
	(void)state;
	assert_int_equal(find("lumi-PyTorch.sif", "torch"), 7);
	assert_int_equal(find("lumi-PyTorch.sif", "Torch"), 7);
	assert_int_equal(find("lumi-PyTorch.sif", "TORCH"), -1);
	assert_int_equal(find("lumi-PyTorch.sif", ""), -1);
	assert_int_equal(find("", "x"), -1);
	assert_int_equal(find("aab", "ab"), 1);
	assert_int_equal(find("aAAb", "aab"), 1);
	assert_int_equal(find("ab", "abc"), -1);
	assert_int_equal(find("xyz", "z"), 2);
	assert_int_equal(find("TtTtTx", "tx"), 4);
	assert_int_equal(find("gr\u00fc\u00dfe", "\u00fc"), 2);
}

/* The same as the slow way, for all short words over a small alphabet. */
static void test_against_the_plain_way(void **state)
{
	static const char letters[] = "aAb-";

	(void)state;
	for (unsigned number = 0; number < 4 * 4 * 4 * 4 * 4 * 4; number++) {
		char text[7];
		for (unsigned i = 0, rest = number; i < 6; i++, rest /= 4)
			text[i] = letters[rest % 4];
		text[6] = '\0';
		for (size_t i = 0; i < 3; i++) {
			static const char *const words[] = {"ab", "a-a", "b"};
			const char *plain = strcasestr(text, words[i]);
			assert_ptr_equal(match_find(text, 6, words[i]), plain);
		}
	}
}

static void test_tint(void **state)
{
	struct surface surface = {0};

	(void)state;
	surface_resize(&surface, 12, 1);
	struct rect area = {1, 0, 10, 1};
	match_tint(&surface, area, 0, "\u6f22ab AB", 8, "ab");
	assert_roles(&surface, "...MM.MM....\n");
	surface_clear(&surface);
	match_tint(&surface, area, -1, "abababababababab", 16, "ab");
	assert_roles(&surface, ".MMMMMMMMMM.\n");
	surface_clear(&surface);
	match_tint(&surface, area, 9, "ab", 2, "ab");
	assert_roles(&surface, "..........M.\n");
	surface_release(&surface);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_against_the_plain_way),
		cmocka_unit_test(test_tint),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
