/* The first byte of the input says who reads the rest: a configuration of ssh, an agent's answer,
 * or where a tunnel leads. */

#include "vnc/ssh_agent.h"
#include "vnc/ssh_config.h"
#include "vnc/tunnel.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_config(const char *bytes, size_t length)
{
	struct ssh_settings settings = {0};
	struct diags diags = {0};
	struct ssh_config_reader reader = {
	        .settings = &settings, .diags = &diags, .home = "/home/me", .local_user = "me"};

	require(ssh_config_start(&reader, "lumi"));
	ssh_config_read(&reader, bytes, length, "config");
	if (ssh_config_finish(&reader)) {
		require(settings.port > 0 && settings.port < 65536 && settings.prompts > 0);
		require(ssh_name_is_safe(settings.host) && ssh_name_is_safe(settings.user));
		require(settings.alive_interval >= 0 && settings.connect_timeout <= 86400);
	} else {
		require(diags_have_errors(&diags));
	}
	diags_release(&diags);
	ssh_settings_release(&settings);
}

static void check_agent(const char *bytes, size_t length)
{
	struct ssh_agent_keys keys = {0};

	require(ssh_agent_read_keys(bytes, length, &keys) || keys.count == 0);
	require(keys.count <= SSH_AGENT_KEYS_MAX);
	for (size_t i = 0; i < keys.count; i++)
		require(strlen(keys.items[i].base64) == (keys.items[i].blob.length + 2) / 3 * 4);
	ssh_agent_keys_release(&keys);
}

static void check_forward(const char *bytes, size_t length)
{
	char *spec = xstrndup(bytes, length);
	struct tunnel_forward forward = {0};
	struct strings storage = {0};
	struct diags diags = {0};

	if (tunnel_forward_parse(spec, &forward, &storage, &diags)) {
		require((forward.host != NULL) != (forward.socket != NULL));
		require(forward.host == NULL || (forward.port > 0 && forward.port < 65536));
		require(forward.local_port >= 0 && forward.local_port < 65536);
	}
	diags_release(&diags);
	strings_release(&storage);
	free(spec);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *, size_t) = {
	        check_config, check_agent, check_forward};

	if (size > 0)
		readers[data[0] % ARRAY_LENGTH(readers)]((const char *)data + 1, size - 1);
	return 0;
}
