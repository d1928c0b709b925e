#include "testing.h"

#include "vnc/state.h"

static void follows_from_evidence(void **state UNUSED)
{
	static const struct {
		struct vnc_evidence evidence;
		enum vnc_state wanted;
	} cases[] = {
		{{false, true, NULL, false, VNC_NOT_ASKED}, VNC_ENDED},
		{{true, false, NULL, true, VNC_NOT_ASKED}, VNC_UNKNOWN},
		{{true, true, NULL, true, VNC_NOT_ASKED}, VNC_ENDED},
		{{true, true, "PENDING", false, VNC_NOT_ASKED}, VNC_QUEUED},
		{{true, true, "RUNNING", false, VNC_NOT_ASKED}, VNC_STARTING},
		{{true, true, "RUNNING", true, VNC_ANSWERS}, VNC_READY},
		{{true, true, "RUNNING", true, VNC_SILENT}, VNC_LOST},
		{{true, true, "RUNNING", true, VNC_NOT_ASKED}, VNC_UNKNOWN},
		{{true, true, "COMPLETING", true, VNC_SILENT}, VNC_ENDED},
		{{true, true, "CANCELLED", true, VNC_SILENT}, VNC_ENDED},
		{{true, true, "TIMEOUT", true, VNC_ANSWERS}, VNC_ENDED},
		{{true, true, "NODE_FAIL", false, VNC_NOT_ASKED}, VNC_ENDED},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		assert_string_equal(vnc_state_names[vnc_state_of(&cases[i].evidence)],
			vnc_state_names[cases[i].wanted]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(follows_from_evidence)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
