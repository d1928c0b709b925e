#ifndef BERTH_TESTS_YAML_SAMPLE_H
#define BERTH_TESTS_YAML_SAMPLE_H

/* A shape with every kind, used by the tests of the mapper and by its fuzzer. */

#include "base/yaml.h"

struct sample_order {
	struct yaml_record record;
	char *title;
	struct yaml_integers order;
};

struct sample_partition {
	struct yaml_record record;
	char *node_type; /* required */
	int64_t max_nodes;
	int64_t max_time;
	uint64_t memory;
	struct yaml_records orders; /* struct sample_order */
};

struct sample_account {
	char *pattern; /* required, and what a scalar alone stands for */
	char *hint;
};

struct sample {
	char *name;
	bool shared;
	int64_t format;
	int64_t anything;
	int64_t at_least;
	uint64_t quota;
	int64_t wait;
	int stability;
	struct yaml_strings roots;
	struct yaml_integers cores;
	struct yaml_integers sizes;
	struct sample_account account;
	struct yaml_records partitions; /* struct sample_partition */
};

static const char *const sample_stabilities[] = {"kept", "moves", "removed", NULL};

static const struct yaml_shape sample_order_shape = {
	.what = "order",
	.size = sizeof(struct sample_order),
	.short_key = "title",
	.fields =
		(const struct yaml_field[]){
			{.key = "title",
				.kind = YAML_STRING,
				.offset = offsetof(struct sample_order, title)},
			{.key = "order",
				.kind = YAML_INTEGERS,
				.offset = offsetof(struct sample_order, order),
				.low = 0,
				.high = 7},
			{0},
		},
};

static const struct yaml_shape sample_partition_shape = {
	.what = "partition",
	.size = sizeof(struct sample_partition),
	.fields =
		(const struct yaml_field[]){
			{.key = "node-type",
				.kind = YAML_STRING,
				.offset = offsetof(struct sample_partition, node_type),
				.required = true},
			{.key = "max-nodes",
				.kind = YAML_INTEGER,
				.offset = offsetof(struct sample_partition, max_nodes),
				.low = 1,
				.high = 1024},
			{.key = "max-time",
				.kind = YAML_DURATION,
				.offset = offsetof(struct sample_partition, max_time)},
			{.key = "memory",
				.kind = YAML_SIZE,
				.offset = offsetof(struct sample_partition, memory)},
			{.key = "orders",
				.kind = YAML_RECORDS,
				.offset = offsetof(struct sample_partition, orders),
				.shape = &sample_order_shape},
			{0},
		},
};

static const struct yaml_shape sample_account_shape = {
	.what = "account rule",
	.size = sizeof(struct sample_account),
	.short_key = "pattern",
	.fields =
		(const struct yaml_field[]){
			{.key = "pattern",
				.kind = YAML_STRING,
				.offset = offsetof(struct sample_account, pattern),
				.required = true},
			{.key = "hint",
				.kind = YAML_STRING,
				.offset = offsetof(struct sample_account, hint)},
			{0},
		},
};

#define SAMPLE(member) offsetof(struct sample, member)

static const struct yaml_shape sample_shape = {
	.what = "site",
	.size = sizeof(struct sample),
	.fields =
		(const struct yaml_field[]){
			{.key = "name", .kind = YAML_STRING, .offset = SAMPLE(name)},
			{.key = "shared", .kind = YAML_BOOL, .offset = SAMPLE(shared)},
			{.key = "format",
				.kind = YAML_INTEGER,
				.offset = SAMPLE(format),
				.low = 1,
				.high = 2},
			{.key = "anything", .kind = YAML_INTEGER, .offset = SAMPLE(anything)},
			{.key = "at-least",
				.kind = YAML_INTEGER,
				.offset = SAMPLE(at_least),
				.low = 10,
				.high = INT64_MAX},
			{.key = "quota", .kind = YAML_SIZE, .offset = SAMPLE(quota)},
			{.key = "wait", .kind = YAML_DURATION, .offset = SAMPLE(wait)},
			{.key = "stability",
				.kind = YAML_CHOICE,
				.offset = SAMPLE(stability),
				.choices = sample_stabilities},
			{.key = "roots", .kind = YAML_STRINGS, .offset = SAMPLE(roots)},
			{.key = "cores",
				.kind = YAML_INTEGERS,
				.offset = SAMPLE(cores),
				.low = 0,
				.high = 63},
			{.key = "sizes", .kind = YAML_SIZES, .offset = SAMPLE(sizes)},
			{.key = "account",
				.kind = YAML_RECORD,
				.offset = SAMPLE(account),
				.shape = &sample_account_shape},
			{.key = "partitions",
				.kind = YAML_RECORDS,
				.offset = SAMPLE(partitions),
				.shape = &sample_partition_shape},
			{0},
		},
};

#endif
