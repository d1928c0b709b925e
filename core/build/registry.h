#ifndef BERTH_BUILD_REGISTRY_H
#define BERTH_BUILD_REGISTRY_H

/*
 * Whether the registry of an image can be reached from this machine. Berth itself opens no connection:
 * a bash of its own does (its /dev/tcp looks the name up and connects, and sends nothing), so that a name
 * server or a firewall that swallows everything can be given up on. Only core/build needs this.
 */

#include "base/text.h"
#include "site/site.h"

enum { REGISTRY_DEADLINE_MS = 3000 };

/* Appends host and port of the registry behind docker://... or oras://.... As docker has it, the first
 * part of the name is a host when it has a dot or a colon, or is "localhost"; without one it is the
 * site's docker-registry. Port 443 when none is given. False for other addresses, when the site names
 * no registry, and for what cannot be a host; nothing is appended then. */
bool registry_of(const struct site *site, const char *address, struct text *host,
	struct text *port) MUST_USE;

/* The variable that names a proxy, through which the tools go; NULL when none is set. */
const char *registry_proxy(void);

/* Tries to connect, for at most REGISTRY_DEADLINE_MS. False when that failed, and then appends why:
 * "Connection refused". True as well when it could not be tried. */
bool registry_answers(const char *host, const char *port, struct text *reason) MUST_USE;

#endif
