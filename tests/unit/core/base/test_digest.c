#include "testing.h"

#include "base/digest.h"

#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/berth-digest-XXXXXX";

static int make_file(void **state)
{
	int fd;
	(void)state;
	memset(path + sizeof path - 7, 'X', 6);
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void fill(const char *piece, size_t times)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	while (times-- > 0)
		fputs(piece, file);
	fclose(file);
}

static void assert_digest(const char *wanted)
{
	struct text hex = TEXT_INIT;
	struct diags diags = {0};
	assert_true(digest_sha256(path, NULL, NULL, NULL, &hex, &diags));
	assert_text_equal(&hex, wanted);
	assert_no_diags(&diags);
	text_release(&hex);
}

/* The values are those of FIPS 180-4's examples. */
static void test_known_values(void **state)
{
	(void)state;
	assert_digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	fill("abc", 1);
	assert_digest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_several_pieces(void **state)
{
	(void)state;
	fill("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20000); /* a million */
	assert_digest("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void note_progress(void *context, uint64_t done, uint64_t total)
{
	uint64_t *last = context;
	assert_true(done > *last && done <= total);
	*last = done;
}

static void test_progress_and_cancel(void **state)
{
	atomic_bool cancel = true;
	struct text hex = TEXT_INIT;
	struct diags diags = {0};
	uint64_t last = 0;

	(void)state;
	fill("0123456789", 300000);
	assert_true(digest_sha256(path, note_progress, &last, NULL, &hex, &diags));
	assert_int_equal(last, 3000000);
	text_truncate(&hex, 0);
	assert_false(digest_sha256(path, NULL, NULL, &cancel, &hex, &diags));
	assert_only_diag(&diags, "R06");
	assert_int_equal(hex.length, 0);
	text_release(&hex);
	diags_release(&diags);
}

static void test_what_cannot_be_read(void **state)
{
	static const char *const paths[] = {"/nonexistent/file", "/tmp", "/dev/null"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		struct text hex = TEXT_INIT;
		struct diags diags = {0};
		assert_false(digest_sha256(paths[i], NULL, NULL, NULL, &hex, &diags));
		assert_only_diag(&diags, "F20");
		assert_string_equal(diags.items[0].file, paths[i]);
		text_release(&hex);
		diags_release(&diags);
	}
}

/* The second case of RFC 2202. */
static void test_hmac(void **state)
{
	static const char text[] = "what do ya want for nothing?";
	static const unsigned char wanted[DIGEST_SHA1_SIZE] = {0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f,
		0xa2, 0xd2, 0x74, 0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79};
	unsigned char digest[DIGEST_SHA1_SIZE];
	struct diags diags = {0};

	(void)state;
	assert_true(digest_hmac_sha1("Jefe", 4, text, strlen(text), digest, &diags));
	assert_no_diags(&diags);
	assert_memory_equal(digest, wanted, sizeof wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_known_values, make_file, remove_file),
		cmocka_unit_test_setup_teardown(test_several_pieces, make_file, remove_file),
		cmocka_unit_test_setup_teardown(test_progress_and_cancel, make_file, remove_file),
		cmocka_unit_test(test_what_cannot_be_read),
		cmocka_unit_test(test_hmac),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
