#ifndef BERTH_BASE_BYTES_H
#define BERTH_BASE_BYTES_H

/*
 * Numbers as file formats hold them: unaligned, little-endian (SIF, squashfs, rpm's ndb, Berkeley DB) or
 * big-endian (headers of rpm and of SQLite). The caller has made sure that the bytes are there.
 */

#include <stdint.h>

static inline uint16_t load_le16(const unsigned char *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t load_le32(const unsigned char *bytes)
{
	return load_le16(bytes) | (uint32_t)load_le16(bytes + 2) << 16;
}

static inline uint64_t load_le64(const unsigned char *bytes)
{
	return load_le32(bytes) | (uint64_t)load_le32(bytes + 4) << 32;
}

static inline uint32_t load_be32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

#endif
