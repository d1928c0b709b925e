#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_CRYPTO
#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { PIECE = 1 << 20 };

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
#define LIBRARY "libcrypto.so.3"
#else
#define LIBRARY "libcrypto.so.1.1"
#endif

/* Linking with libcrypto would make every start of the program a millisecond longer, so it is
 * loaded when somebody wants a digest. */
struct crypto {
	__typeof__(&EVP_MD_CTX_new) new_state;
	__typeof__(&EVP_MD_CTX_free) free_state;
	__typeof__(&EVP_sha256) sha256;
	__typeof__(&EVP_DigestInit_ex) init;
	__typeof__(&EVP_DigestUpdate) update;
	__typeof__(&EVP_DigestFinal_ex) final;
};

struct function {
	const char *name;
	void *place; /* of a pointer to it */
};

/* The library stays until the end. */
static bool load_functions(const struct function *wanted, size_t count, struct diags *diags)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return diags_fail(diags, "F23", NULL, "digests need '%s': %s", LIBRARY, dlerror());
	for (size_t i = 0; i < count; i++) {
		void *function = dlsym(library, wanted[i].name);
		if (function == NULL)
			return diags_fail(
				diags, "F23", NULL, "'%s' has no %s", LIBRARY, wanted[i].name);
		memcpy(wanted[i].place, &function, sizeof function);
	}
	return true;
}

static bool load_crypto(struct crypto *crypto, struct diags *diags)
{
	const struct function wanted[] = {
		{"EVP_MD_CTX_new", &crypto->new_state},
		{"EVP_MD_CTX_free", &crypto->free_state},
		{"EVP_sha256", &crypto->sha256},
		{"EVP_DigestInit_ex", &crypto->init},
		{"EVP_DigestUpdate", &crypto->update},
		{"EVP_DigestFinal_ex", &crypto->final},
	};

	return load_functions(wanted, ARRAY_LENGTH(wanted), diags);
}

static bool fail_read(const char *path, const char *why, struct diags *diags)
{
	struct place place = {.file = path};
	diags_add(diags, SEVERITY_ERROR, "F20", &place, "cannot read the whole file: %s", why);
	return false;
}

/* Reads the file to its end; its size must stay what it was. */
static bool feed(const struct crypto *crypto, EVP_MD_CTX *state, int fd, uint64_t size, const char *path,
	digest_progress *progress, void *context, const atomic_bool *cancel, struct diags *diags)
{
	unsigned char *piece = xmalloc(PIECE);
	uint64_t done = 0;
	bool fine = true;

	for (;;) {
		ssize_t n = read(fd, piece, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fine = fail_read(path, strerror(errno), diags);
		if (n <= 0)
			break;
		crypto->update(state, piece, (size_t)n);
		done += (uint64_t)n;
		if (progress != NULL)
			progress(context, done, size);
		if (cancel != NULL && atomic_load(cancel)) {
			fine = diags_fail(diags, "R06", NULL, "cancelled");
			break;
		}
	}
	free(piece);
	if (fine && done != size)
		fine = fail_read(path, "it changed while it was read", diags);
	return fine;
}

bool digest_sha256(const char *path, digest_progress *progress, void *context,
	const atomic_bool *cancel, struct text *hex, struct diags *diags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct crypto crypto;
	EVP_MD_CTX *state;
	struct stat info;
	bool fine;

	if (fd < 0)
		return fail_read(path, strerror(errno), diags);
	if (!load_crypto(&crypto, diags)) {
		close(fd);
		return false;
	}
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		close(fd);
		return fail_read(path, "it is no regular file", diags);
	}
	state = crypto.new_state();
	if (state == NULL || crypto.init(state, crypto.sha256(), NULL) != 1)
		fine = diags_fail(diags, "F23", NULL, "libcrypto has no SHA-256");
	else
		fine = feed(&crypto, state, fd, (uint64_t)info.st_size, path, progress, context, cancel, diags);
	if (fine) {
		unsigned char bytes[EVP_MAX_MD_SIZE];
		unsigned length = 0;
		crypto.final(state, bytes, &length);
		for (unsigned i = 0; i < length; i++)
			text_append_format(hex, "%02x", bytes[i]);
	}
	crypto.free_state(state);
	close(fd);
	return fine;
}

bool digest_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
	unsigned char digest[DIGEST_SHA1_SIZE], struct diags *diags)
{
	__typeof__(&HMAC) hmac = NULL;
	__typeof__(&EVP_sha1) sha1 = NULL;
	const struct function wanted[] = {{"HMAC", &hmac}, {"EVP_sha1", &sha1}};
	unsigned made = 0;

	if (!load_functions(wanted, ARRAY_LENGTH(wanted), diags))
		return false;
	if (hmac(sha1(), key, (int)key_length, bytes, length, digest, &made) == NULL ||
		made != DIGEST_SHA1_SIZE)
		return diags_fail(diags, "F23", NULL, "libcrypto makes no HMAC with SHA-1");
	return true;
}

bool digest_can(void)
{
	return true;
}

#else

bool digest_can(void)
{
	return false;
}

bool digest_sha256(const char *path, digest_progress *progress, void *context,
	const atomic_bool *cancel, struct text *hex, struct diags *diags)
{
	(void)path, (void)progress, (void)context, (void)cancel, (void)hex;
	diags_fail(diags, "F23", NULL, "this Berth was built without libcrypto");
	diag_hint(&diags->items[diags->count - 1], "sha256sum does the same");
	return false;
}

bool digest_hmac_sha1(const void *key, size_t key_length, const void *bytes, size_t length,
	unsigned char digest[DIGEST_SHA1_SIZE], struct diags *diags)
{
	(void)key, (void)key_length, (void)bytes, (void)length, (void)digest;
	return diags_fail(diags, "F23", NULL, "this Berth was built without libcrypto");
}

#endif
