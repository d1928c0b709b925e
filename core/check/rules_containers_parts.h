#ifndef BERTH_CHECK_RULES_CONTAINERS_PARTS_H
#define BERTH_CHECK_RULES_CONTAINERS_PARTS_H

/*
 * The rules of the families C (rules_containers.c) and M (rules_binds.c), and what they ask: which
 * modules are loaded where a container starts, and what is bound into it.
 */

#include "bind/bind.h"
#include "check/rules.h"

/* A module that is loaded at some place of the script. */
struct loaded_module {
	const struct script_word *word;     /* as written, with its version */
	const struct site_module *module;   /* NULL when the site does not know it */
	size_t command;                     /* index in commands */
	bool container; /* it brings a container with its binds */
	bool surely;    /* not in a branch only */
};

/* The modules at some command. All zero is the beginning of the script. It only goes forward, so
 * that many containers cost no more than one. */
struct modules_at {
	size_t next; /* index of the next command */
	struct VECTOR_OF(struct loaded_module) loaded;
	bool unknown; /* more than is listed may be loaded */
};
/* Goes forward to before the command of this index. */
void modules_go(const struct check *check, struct modules_at *modules, size_t command);
void modules_release(struct modules_at *modules);
/* Whether a module that may set binds is loaded, or may be. */
bool modules_may_bind(const struct modules_at *modules);
/* Whether a module is loaded that brings a container, or one that nobody knows. */
bool modules_may_contain(const struct modules_at *modules);

/* What is bound into a container, as far as the script tells. */
struct seen_bind {
	struct shell_span span; /* where it is asked for; empty: by a module */
	char *origin;           /* owned; "line 3:8", as in the bind of the set */
	bool partly;            /* something in it is not known */
	bool variable;          /* by SINGULARITY_BIND, else by an option */
};
struct seen_binds {
	struct bind_set set;    /* in the order in which Singularity makes them */
	struct VECTOR_OF(struct seen_bind) seen; /* one for each bind of the set */
	struct diags diags;     /* of reading them; the field is an origin */
	struct VECTOR_OF(struct seen_bind) words; /* one for each text that was read, likewise */
	bool whole;             /* there are no others */
};
void binds_read(const struct check *check, const struct script_container *container,
	const struct modules_at *modules, struct seen_binds *binds);
void binds_release(struct seen_binds *binds);

/* The command that starts the container. */
const struct script_command *container_command(
	const struct check *check, const struct script_container *container);
/* Where its image stands. */
struct shell_span image_span(const struct script_container *container);
/* Whether the container surely runs on several nodes at once. */
bool on_several_nodes(const struct script_container *container);
/* The container that a command runs in, or NULL. */
const struct script_container *command_container(
	const struct check *check, const struct script_command *command);
/* The first part of the word, or of one behind it, that is $NAME or ${NAME...}; NULL. With `more`
 * also a name that begins with it. */
const struct shell_part *words_variable(
	const struct shell_word *words, const char *name, bool more);

/* rules_containers_images.c */
void rule_missing_binds(struct check *check);
void rule_missing_pmi(struct check *check);
void rule_exec_for_run(struct check *check);
void rule_script_without_interpreter(struct check *check);
void rule_image_moves(struct check *check);
void rule_image_removed(struct check *check);
void rule_rocm(struct check *check);
void rule_image_of_docker(struct check *check);
void rule_image_unreachable(struct check *check);
void rule_image_variable(struct check *check);
void rule_image_warning(struct check *check);

/* rules_containers_modules.c */
void rule_wrong_module(struct check *check);
void rule_two_modules(struct check *check);
void rule_binds_overwritten(struct check *check);
void rule_host_mpi_module(struct check *check);
void rule_stack_version(struct check *check);
void rule_broken_module(struct check *check);
void rule_absent_module_path(struct check *check);

/* rules_containers_conda.c */
void rule_conda_expands_early(struct check *check);
void rule_conda_not_called(struct check *check);
void rule_conda_not_there(struct check *check);

/* rules_containers_start.c */
void rule_other_library(struct check *check);
void rule_nvidia(struct check *check);
void rule_rocm_option(struct check *check);
void rule_absent_program(struct check *check);
void rule_slurm_inside(struct check *check);
void rule_image_copy_removed(struct check *check);

#endif
