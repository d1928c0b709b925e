#include "cli/vnc_far.h"

#include <pthread.h>

struct vnc_door {
	struct vnc_host host;
	struct vnc_far_session *far; /* of host.far */
	struct tunnel_forward forward;
	struct strings storage;
	struct tunnel_wish wish;
	struct tunnel *tunnel;
	pthread_t thread;
	bool runs;
};

static void *run(void *context)
{
	struct vnc_door *door = context;
	struct diags ignored = {0};

	if (!tunnel_run(door->tunnel, &ignored))
		diags_release(&ignored);
	return NULL;
}

static bool find(struct vnc_door *door, const char *id, struct diags *diags)
{
	struct diag *last;

	door->far = vnc_host_find(&door->host, id, true);
	if (door->far == NULL)
		return false;
	if (door->far->session.job != NULL && door->far->session.has_endpoint)
		return vnc_far_forward(&door->far->session, &door->forward, &door->storage, diags);
	diags_fail(diags, "V22", NULL, "session '%s' has no server (yet, or any more)",
		door->far->session.id);
	last = &diags->items[diags->count - 1];
	diag_hint(last, "berth vnc info %s:%s", door->host.host, door->far->session.id);
	return false;
}

static bool open_tunnel(struct vnc_door *door, struct diags *diags)
{
	door->wish = (struct tunnel_wish){.link = door->host.link,
		.ssh = door->host.ssh,
		.forwards = &door->forward,
		.forward_count = 1,
		.brief = true};
	door->host.link = NULL;
	if (!tunnel_open(&door->wish, &door->tunnel, diags))
		return false;
	door->runs = pthread_create(&door->thread, NULL, run, door) == 0;
	if (!door->runs)
		BUG("no thread can be made");
	return true;
}

bool vnc_door_open(struct cli *cli, const struct vnc_address *address, struct vnc_door **result)
{
	struct vnc_door *door = *result = xcalloc(1, sizeof *door);

	return vnc_host_open(cli, address->host, &door->host) &&
	       find(door, address->id, &cli->diags) && open_tunnel(door, &cli->diags);
}

int64_t vnc_door_port(const struct vnc_door *door)
{
	return tunnel_port(door->tunnel, 0);
}

const char *vnc_door_password(const struct vnc_door *door)
{
	return door->far->password.length > 0 ? text_string(&door->far->password) : NULL;
}

void vnc_door_close(struct vnc_door *door)
{
	if (door == NULL)
		return;
	if (door->runs) {
		tunnel_stop(door->tunnel);
		pthread_join(door->thread, NULL);
	}
	tunnel_close(door->tunnel);
	vnc_host_close(&door->host);
	strings_release(&door->storage);
	free(door);
}
