"""Writes SIF and squashfs files byte by byte, so that tests can have what no tool would write. The
layout of both is told in core/image/sif.h and core/image/squashfs.h."""

import struct

FOLDER, REGULAR, SYMLINK, BLOCK, CHARACTER, FIFO, SOCKET = range(1, 8)
EXTENDED = 7
NONE = 0xFFFFFFFF
METADATA = 8192
LAUNCH = b"#!/usr/bin/env run-singularity\n"
DEFINITION, ENVIRONMENT, LABELS, PARTITION, SIGNATURE, JSON, GENERIC = range(0x4001, 0x4008)
ROOT_INDEX, BLOB = 0x400A, 0x400B
LAYER = "application/vnd.sylabs.image.layer.v1.squashfs"


class Sif:
    """Objects are added; finish() gives the bytes. Fields of the header and of records are set to
    anything by patching (offset, format, value)."""

    def __init__(self, records=6, table=4096):
        self.records, self.table = [], table
        self.total = records
        self.body = b""
        self.header = []

    def add(self, kind, content, name=b"object", extra=b"", patches=(), used=1):
        start = self.table + self.total * 585 + len(self.body)
        number = len(self.records) + 1
        record = struct.pack("<iBIII", kind, used, number, 0xF0000001, 0)
        record += struct.pack("<qqqqqqq", start, len(content), len(content), 1700000000, 1700000000, 0, 0)
        record += name[:128].ljust(128, b"\0") + extra[:384].ljust(384, b"\0")
        self.records.append(patch(record, patches))
        self.body += content
        return self

    def partition(self, content, filesystem=1, role=2, patches=()):
        return self.add(PARTITION, content, b"squashfs-1", struct.pack("<ii", filesystem, role) + b"02\0", patches)

    def metadata(self, json):
        return self.add(JSON, json, b"inspect-metadata.json")

    def labels(self, json):
        return self.metadata(b'{"data":{"attributes":{"labels":' + json + b'}},"type":"container"}')

    def finish(self, patches=()):
        size = self.total * 585
        header = LAUNCH.ljust(32, b"\0") + b"SIF_MAGIC\0" + b"01\0" + b"02\0" + bytes(range(16))
        header += struct.pack("<qqqqqqqq", 1700000000, 1700000000, self.total - len(self.records), self.total,
                              self.table, size, self.table + size, len(self.body))
        table = b"".join(self.records).ljust(size, b"\0")
        return patch(header.ljust(self.table, b"\0") + table + self.body, patches)


def patch(content, patches):
    content = bytearray(content)
    for offset, form, value in patches:
        if form == "bytes":
            content[offset:offset + len(value)] = value
        else:
            struct.pack_into("<" + form, content, offset, value)
    return bytes(content)


class Squashfs:
    """Nothing is packed, so that each byte is what it seems. The methods give references to inodes;
    finish() takes that of the root."""

    def __init__(self, log=12, data=b"", pack=None):
        self.log, self.data, self.pack = log, data, pack
        self.inodes, self.listings, self.fragments, self.numbers = b"", b"", b"", 0
        self.sets, self.attributes = b"", b""

    @staticmethod
    def place(at):
        return (at // METADATA * (METADATA + 2)) << 16 | at % METADATA

    def inode(self, kind, body):
        reference = self.place(len(self.inodes))
        self.numbers += 1
        self.inodes += struct.pack("<HHHHII", kind, 0o755, 0, 0, 1700000000, self.numbers) + body
        return reference

    def link(self, target, size=None):
        return self.inode(SYMLINK, struct.pack("<II", 1, len(target) if size is None else size) + target)

    def device(self, number=0, kind=CHARACTER):
        return self.inode(kind, struct.pack("<II", 1, number))

    def pipe(self, kind=FIFO):
        return self.inode(kind, struct.pack("<I", 1))

    def raw_file(self, size, start=96, sizes=(), fragment=NONE, offset=0):
        body = struct.pack("<QQQIIII", start, size, 0, 1, fragment, offset, NONE)
        return self.inode(REGULAR + EXTENDED, body + b"".join(struct.pack("<I", s) for s in sizes))

    def file(self, content):
        """Its content becomes plain data blocks."""
        start, sizes, block = 96 + len(self.data), [], 1 << self.log
        for at in range(0, len(content), block):
            piece = content[at:at + block]
            sizes.append(len(piece) | 1 << 24)
            self.data += piece
        return self.raw_file(len(content), start, sizes)

    def names(self, entries, start=None):
        """Appends a listing, one run for each name; gives where it begins, and its bytes."""
        at = len(self.listings)
        for name, reference, kind in entries:
            self.listings += struct.pack("<III", 0, reference >> 16, 1)
            self.listings += struct.pack("<HhHH", reference & 0xFFFF, 0, kind, len(name) - 1) + name
        return at, len(self.listings) - at

    def folder(self, entries, size=None, attributes=None):
        at, length = self.names(entries)
        return self.folder_at(at, length if size is None else size, attributes)

    def folder_at(self, at, size, attributes=None):
        place = self.place(at)
        body = struct.pack("<IIIIHHI", 2, size + 3, place >> 16, 1, 0, place & 0xFFFF,
                           NONE if attributes is None else attributes)
        return self.inode(FOLDER + EXTENDED, body)

    def opaque(self):
        """The set of attributes that hides what layers below have in a folder."""
        self.sets += struct.pack("<QII", self.place(len(self.attributes)), 1, 20)
        name = b"overlay.opaque"
        self.attributes += struct.pack("<HH", 1, len(name)) + name + struct.pack("<I", 1) + b"y"
        return len(self.sets) // 16 - 1

    def blocks(self, table):
        out = b""
        for at in range(0, len(table), METADATA):
            piece = table[at:at + METADATA]
            packed = self.pack(piece) if self.pack else piece
            if self.pack and len(packed) < len(piece):
                out += struct.pack("<H", len(packed)) + packed
            else:
                out += struct.pack("<H", len(piece) | 0x8000) + piece
        return out

    def finish(self, root, patches=(), compression=1):
        absent = 0xFFFFFFFFFFFFFFFF
        body = self.data
        inode_table = 96 + len(body)
        body += self.blocks(self.inodes)
        folder_table = 96 + len(body)
        body += self.blocks(self.listings)
        fragment_table = xattr_table = absent
        if self.fragments:
            blocks = 96 + len(body)
            body += self.blocks(self.fragments)
            fragment_table = 96 + len(body)
            body += struct.pack("<Q", blocks)
        ids = 96 + len(body)
        body += self.blocks(struct.pack("<I", 0))
        id_table = 96 + len(body)
        body += struct.pack("<Q", ids)
        if self.sets:
            names = 96 + len(body)
            body += self.blocks(self.attributes)
            sets = 96 + len(body)
            body += self.blocks(self.sets)
            xattr_table = 96 + len(body)
            body += struct.pack("<QIIQ", names, len(self.sets) // 16, 0, sets)
        head = struct.pack("<IIIIIHHHHHHQQQQQQQQ", 0x73717368, self.numbers, 1700000000, 1 << self.log,
                           len(self.fragments) // 16, compression, self.log, 0x203, 1, 4, 0, root, 96 + len(body),
                           id_table, xattr_table, inode_table, folder_table, fragment_table, absent)
        return patch(head + body, patches)


def sample(**options):
    """A small file system with everything in it that is usual."""
    fs = Squashfs(**options)
    site = fs.folder([
        (b"numpy-1.26.4.dist-info", fs.folder([(b"METADATA", fs.file(b"Name: numpy\nVersion: 1.26.4\n"), REGULAR)]),
         FOLDER),
        (b"torch-2.7.1.dist-info", fs.folder([]), FOLDER)])
    python = fs.folder([(b"site-packages", site, FOLDER)])
    lib = fs.folder([(b"os-release", fs.file(b'ID=ubuntu\nVERSION_ID="24.04"\n' * 170), REGULAR),
                     (b"python3.12", python, FOLDER)])
    usr = fs.folder([(b"lib", lib, FOLDER)])
    etc = fs.folder([(b"loop", fs.link(b"loop"), SYMLINK), (b"os-release", fs.link(b"../usr/lib/os-release"), SYMLINK),
                     (b"up", fs.link(b"../../../../etc"), SYMLINK)])
    return fs, [(b"etc", etc, FOLDER), (b"file", fs.file(b"content of the file\n"), REGULAR),
                (b"pipe", fs.pipe(), FIFO), (b"usr", usr, FOLDER)]


def sample_squashfs(**options):
    fs, names = sample(**options)
    return fs.finish(fs.folder(names))


def oci(layers):
    """An OCI-SIF with these layers, lower to upper; the digests are not true ones."""
    sif = Sif(records=len(layers) + 4)
    digests = [f"sha256:{number:064x}" for number in range(len(layers))]
    manifest = '{"config":{"digest":"sha256:%s"},"layers":[%s]}' % ("c" * 64, ",".join(
        '{"mediaType":"%s","digest":"%s"}' % (LAYER, digest) for digest in digests))
    index = '{"manifests":[{"digest":"sha256:%s"}]}' % ("d" * 64)
    sif.add(ROOT_INDEX, index.encode(), b".", ("sha256:" + "e" * 64).encode())
    sif.add(BLOB, manifest.encode(), b".", ("sha256:" + "d" * 64).encode())
    sif.add(BLOB, b'{"config":{"Env":["PATH=/bin"]}}', b".", ("sha256:" + "c" * 64).encode())
    for digest, layer in zip(digests, layers):
        sif.add(BLOB, layer, b".", digest.encode())
    return sif
