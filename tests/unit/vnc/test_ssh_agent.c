#include "testing.h"

#include "vnc/ssh_agent.h"

/* Two keys: types "ssh-a" and "b", comments "one" and "". */
static const char two[] = "\14\0\0\0\2"
			  "\0\0\0\15\0\0\0\5ssh-aXXXX\0\0\0\3one"
			  "\0\0\0\5\0\0\0\1b\0\0\0\0";

static void keys_are_read(void **state UNUSED)
{
	struct ssh_agent_keys keys = {0};

	assert_true(ssh_agent_read_keys(two, sizeof two - 1, &keys));
	assert_int_equal(keys.count, 2);
	assert_string_equal(keys.items[0].type, "ssh-a");
	assert_string_equal(keys.items[0].comment, "one");
	assert_string_equal(keys.items[0].base64, "AAAABXNzaC1hWFhYWA==");
	assert_int_equal(keys.items[0].blob.length, 13);
	assert_string_equal(keys.items[1].type, "b");
	ssh_agent_keys_release(&keys);
}

/* Whatever is cut off or counted wrong is no list of keys, and leaves nothing. */
static void halves_are_refused(void **state UNUSED)
{
	struct ssh_agent_keys keys = {0};
	char wrong[sizeof two];

	for (size_t length = 0; length < sizeof two - 1; length++) {
		assert_false(ssh_agent_read_keys(two, length, &keys));
		assert_int_equal(keys.count, 0);
	}
	memcpy(wrong, two, sizeof two);
	wrong[4] = 3;
	assert_false(ssh_agent_read_keys(wrong, sizeof two - 1, &keys));
	wrong[0] = 5;
	assert_false(ssh_agent_read_keys(wrong, sizeof two - 1, &keys));
	assert_true(ssh_agent_read_keys("\14\0\0\0", 5, &keys));
	assert_int_equal(keys.count, 0);
}

static void without_an_agent(void **state UNUSED)
{
	struct ssh_agent_keys keys = {0};
	struct diags diags = {0};

	assert_false(ssh_agent_list("/nowhere/agent", 1000, &keys, &diags));
	assert_only_diag(&diags, "H07");
	diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_read),
		cmocka_unit_test(halves_are_refused),
		cmocka_unit_test(without_an_agent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
