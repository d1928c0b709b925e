/* The first byte of the input says who reads the rest: the text of start-vnc, or an endpoint. */

#include "vnc/session.h"
#include "vnc/start_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_start_text(const char *bytes, size_t length)
{
	struct start_text text;

	start_text_read(bytes, length, &text);
	require(text.port >= 0 && text.port <= 65535 && text.display >= -1);
	require(text.host.length < 256 && strpbrk(text_string(&text.host), " $;'\"|&`") == NULL);
	require(!text.ready || (text.port > 0 && text.password.length == 8));
	start_text_release(&text);
}

static void check_endpoint(const char *bytes, size_t length)
{
	struct vnc_endpoint endpoint;

	if (!vnc_endpoint_read(bytes, length, &endpoint))
		return;
	require(endpoint.node != NULL && endpoint.host != NULL && endpoint.node[0] != '-');
	require(strpbrk(endpoint.host, " $;'\"|&`\n") == NULL);
	require(endpoint.port >= 0 && endpoint.port <= 65535);
	vnc_endpoint_release(&endpoint);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] % 2 == 0)
		check_start_text((const char *)data + 1, size - 1);
	else
		check_endpoint((const char *)data + 1, size - 1);
	return 0;
}
