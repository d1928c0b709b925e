#ifndef BERTH_BASE_DIGEST_H
#define BERTH_BASE_DIGEST_H

/*
 * Digests of files by OpenSSL's libcrypto, in pieces of 1 MiB, so that an image of any size needs
 * no memory. A build without libcrypto says so.
 */

#include "base/diag.h"
#include "base/text.h"

#include <stdatomic.h>

/* Whether this build knows digests at all. */
bool digest_can(void);

/* Called now and then with the bytes done and in all. */
typedef void digest_progress(void *context, uint64_t done, uint64_t total);

/* Appends the SHA-256 of the file at `path` to `hex`, 64 lower-case digits. False with F20 (cannot
 * read, or the file became shorter or longer meanwhile), F23 (this build cannot), R06 (cancelled). */
bool digest_sha256(const char *path, digest_progress *progress, void *context,
	const atomic_bool *cancel, struct text *hex, struct diags *diags) MUST_USE;

/* HMAC with SHA-1 (RFC 2104), for formats that want it: 20 bytes. F23. */
enum { DIGEST_SHA1_SIZE = 20 };
bool digest_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
	unsigned char digest[DIGEST_SHA1_SIZE], struct diags *diags) MUST_USE;

#endif
