/*
 * decode_floor FILE OFFSET: the least that anybody must do who wants the names in a squashfs: reads
 * its inodes and folders in one piece and unpacks them, once, with nothing checked but that it
 * worked. It trusts the file, which is fine for a benchmark's own image and for nothing else.
 */

#include <libdeflate.h>
#include <zstd.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 8192, SUPERBLOCK = 96 };

static uint64_t le64(const unsigned char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return value;
}

static size_t unpack(
	unsigned compression, const unsigned char *bytes, size_t length, unsigned char *out)
{
	static struct libdeflate_decompressor *gzip;
	static ZSTD_DCtx *zstd;
	size_t got = 0;

	if (compression == 1) {
		if (gzip == NULL)
			gzip = libdeflate_alloc_decompressor();
		if (libdeflate_zlib_decompress(gzip, bytes, length, out, BLOCK, &got) != 0)
			exit(3);
		return got;
	}
	if (zstd == NULL)
		zstd = ZSTD_createDCtx();
	got = ZSTD_decompressDCtx(zstd, out, BLOCK, bytes, length);
	if (ZSTD_isError(got))
		exit(3);
	return got;
}

int main(int argc, char **argv)
{
	unsigned char super[SUPERBLOCK];
	int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;
	off_t offset = argc == 3 ? atoll(argv[2]) : 0;

	if (fd < 0 || pread(fd, super, sizeof super, offset) != sizeof super)
		return 2;
	uint64_t start = le64(super + 64), end = le64(super + 40);
	for (int at = 48; at <= 88; at += 8)
		if (at != 64 && at != 72 && le64(super + at) > le64(super + 72) &&
			le64(super + at) < end)
			end = le64(super + at);
	size_t length = (size_t)(end - start), blocks = 0, decoded = 0;
	unsigned char *packed = malloc(length), *out = malloc(length * 16);
	if (pread(fd, packed, length, offset + (off_t)start) != (ssize_t)length)
		return 2;
	/* Behind the folders may lie the blocks of the next table, which its index points to. */
	for (size_t at = 0; at + 2 < length; blocks++) {
		size_t header = (size_t)packed[at] | (size_t)packed[at + 1] << 8;
		size_t size = header & 0x7fff;
		if (size == 0 || size > BLOCK || at + 2 + size > length)
			break;
		if ((header & 0x8000) != 0) {
			memcpy(out + decoded, packed + at + 2, size);
			decoded += size;
		} else {
			decoded += unpack(super[20], packed + at + 2, size, out + decoded);
		}
		at += 2 + size;
	}
	printf("%zu bytes packed, %zu blocks, %zu bytes unpacked\n", length, blocks, decoded);
	return 0;
}
