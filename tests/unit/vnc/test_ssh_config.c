#include "testing.h"

#include "vnc/ssh_config.h"

static struct ssh_settings read_text(const char *host, const char *text, struct diags *diags)
{
	struct ssh_settings settings = {0};
	struct ssh_config_reader reader = {
		.settings = &settings, .diags = diags, .home = "/home/me", .local_user = "me"};

	assert_true(ssh_config_start(&reader, host));
	ssh_config_read(&reader, text, strlen(text), "config");
	if (!ssh_config_finish(&reader))
		assert_true(diags_have_errors(diags));
	return settings;
}

static void nothing_said_is_the_name_itself(void **state UNUSED)
{
	struct diags diags = {0};
	struct ssh_settings settings = read_text("lumi", "", &diags);

	assert_string_equal(settings.host, "lumi");
	assert_string_equal(settings.user, "me");
	assert_int_equal(settings.port, 22);
	assert_true(settings.default_identities);
	assert_string_equal(settings.known_hosts.items[0], "/home/me/.ssh/known_hosts");
	assert_int_equal(settings.trust, SSH_TRUST_ASK);
	assert_no_diags(&diags);
	ssh_settings_release(&settings);
}

static void the_first_value_counts(void **state UNUSED)
{
	struct diags diags = {0};
	struct ssh_settings settings = read_text("lumi",
		"# mine\n"
		"Host puhti mahti\n  Port 1\n"
		"Host lu* !lumi-other\n"
		"  HostName=lumi.csc.fi\n  User = \"some one\"\n  user other\n  Port 2222\n"
		"  IdentityFile ~/.ssh/a\n  IdentityFile '/keys/b c' # both\n"
		"Host *\n  Port 3\n  IdentityFile %d/%r-%h\n  IdentitiesOnly yes\n  ServerAliveInterval 1m30\n"
		"  UserKnownHostsFile /a /b\n",
		&diags);

	assert_string_equal(settings.host, "lumi.csc.fi");
	assert_int_equal(settings.port, 2222);
	assert_int_equal(settings.identities.count, 3);
	assert_string_equal(settings.identities.items[0], "/home/me/.ssh/a");
	assert_string_equal(settings.identities.items[1], "/keys/b c");
	assert_string_equal(settings.identities.items[2], "/home/me/some one-lumi.csc.fi");
	assert_true(settings.identities_only);
	assert_false(settings.default_identities);
	assert_int_equal(settings.alive_interval, 90);
	assert_int_equal(settings.known_hosts.count, 2);
	/* Such a user is none. */
	assert_only_diag(&diags, "H08");
	diags_release(&diags);
	ssh_settings_release(&settings);
}

static void the_user_before_the_host_wins(void **state UNUSED)
{
	struct diags diags = {0};
	struct ssh_settings settings =
		read_text("you@lumi", "User other\nMatch user you\n Port 5\n", &diags);

	assert_string_equal(settings.user, "you");
	assert_string_equal(settings.alias, "lumi");
	assert_int_equal(settings.port, 5);
	ssh_settings_release(&settings);
}

static void match_knows_names(void **state UNUSED)
{
	struct diags diags = {0};
	struct ssh_settings settings = read_text("lumi",
		"HostName lumi.csc.fi\n"
		"Match host lumi\n Port 1\n"
		"Match host *.csc.fi originalhost lumi !user you\n Port 2\n"
		"Match all\n Port 3\n Compression yes\n HashKnownHosts yes\n",
		&diags);

	assert_int_equal(settings.port, 2);
	assert_true(settings.compression);
	assert_true(settings.hash_known_hosts);
	assert_no_diags(&diags);
	ssh_settings_release(&settings);
}

static void what_is_not_honoured_is_said_with_its_line(void **state UNUSED)
{
	struct diags diags = {0};
	struct ssh_settings settings = read_text("lumi",
		"ForwardX11 yes\nCertificateFile ~/x\nRemoteForward 1 a:2\nTunnel no\n"
		"Match exec true\n Port 7\nHost other\n PKCS11Provider x\n",
		&diags);

	assert_int_equal(settings.port, 22);
	assert_int_equal(diags.count, 3);
	for (size_t i = 0; i < diags.count; i++) {
		static const int lines[] = {2, 3, 5};
		assert_string_equal(diags.items[i].id, "H09");
		assert_int_equal(diags.items[i].severity, SEVERITY_NOTE);
		assert_int_equal(diags.items[i].line, lines[i]);
	}
	diags_release(&diags);
	ssh_settings_release(&settings);
}

static void of_two_proxies_the_first_counts(void **state UNUSED)
{
	struct diags diags = {0};
	struct ssh_settings settings = read_text(
		"h", "ProxyJump a,me@b:22\nProxyCommand nc %h %p\nHostName x.%h\n", &diags);

	assert_string_equal(settings.proxy_jump, "a,me@b:22");
	assert_null(settings.proxy_command);
	ssh_settings_release(&settings);
	settings = read_text("h", "HostName x.%h\nProxyCommand nc  %h %p %%\nProxyJump a\n", &diags);
	assert_string_equal(settings.proxy_command, "nc x.h 22 %");
	assert_null(settings.proxy_jump);
	ssh_settings_release(&settings);
	settings = read_text("h", "ProxyJump none\nIdentityFile none\nIdentityAgent none\n", &diags);
	assert_null(settings.proxy_jump);
	assert_null(settings.agent);
	assert_int_equal(settings.identities.count, 0);
	assert_false(settings.default_identities);
	ssh_settings_release(&settings);
	assert_no_diags(&diags);
}

static void senseless_values_are_refused(void **state UNUSED)
{
	static const char *const texts[] = {"Port x", "Port 0", "Port 65536", "Port", "User \"a",
		"ConnectTimeout 1x", "IdentitiesOnly perhaps", "StrictHostKeyChecking whatever",
		"HostName a;b", "HostName -x", "Port 99999999999999999999"};

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		struct diags diags = {0};
		struct ssh_settings settings = read_text("h", texts[i], &diags);
		assert_only_diag(&diags, "H08");
		diags_release(&diags);
		ssh_settings_release(&settings);
	}
}

static void names_that_are_none(void **state UNUSED)
{
	static const char *const names[] = {"", "-oProxyCommand=x", "a b", "a;b", "$(x)", "a@", "@a",
		"-x@a", "a\nb", "x`y`@b"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct diags diags = {0};
		struct ssh_settings settings = {0};
		struct ssh_config_reader reader = {.settings = &settings,
			.diags = &diags,
			.home = "/",
			.local_user = "me"};
		assert_false(ssh_config_start(&reader, names[i]));
		assert_only_diag(&diags, "H08");
		diags_release(&diags);
		ssh_settings_release(&settings);
	}
}

static void patterns(void **state UNUSED)
{
	static const struct {
		const char *list, *name;
		bool fits;
	} cases[] = {
		{"*", "x", true},
		{"*", "", true},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"*.csc.fi", "lumi.csc.fi", true},
		{"*.csc.fi", "csc.fi", false},
		{"*a*b*c", "xaxbxbxc", true},
		{"*a*b*c", "xaxbxbx", false},
		{"a,!b", "b", false},
		{"*,!b*", "bc", false},
		{"!b", "a", false},
		{"b,a", "a", true},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct strings list = {0};
		strings_split(&list, cases[i].list, ',');
		if (ssh_patterns_match(cases[i].name, &list) != cases[i].fits)
			fail_msg("'%s' and '%s'", cases[i].list, cases[i].name);
		strings_release(&list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_said_is_the_name_itself),
		cmocka_unit_test(the_first_value_counts),
		cmocka_unit_test(the_user_before_the_host_wins),
		cmocka_unit_test(match_knows_names),
		cmocka_unit_test(what_is_not_honoured_is_said_with_its_line),
		cmocka_unit_test(of_two_proxies_the_first_counts),
		cmocka_unit_test(senseless_values_are_refused),
		cmocka_unit_test(names_that_are_none),
		cmocka_unit_test(patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
