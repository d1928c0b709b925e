#ifndef BERTH_CLI_COMMAND_IMAGE_H
#define BERTH_CLI_COMMAND_IMAGE_H

/* The commands, one file each; commands_image.c is their table. */

#include "cli/cli.h"

void command_image_find(struct cli *cli);
void command_image_list(struct cli *cli);
void command_image_show(struct cli *cli);
void command_image_packages(struct cli *cli);
void command_image_files(struct cli *cli);
void command_image_cat(struct cli *cli);
void command_image_diff(struct cli *cli);
void command_image_why(struct cli *cli);
void command_image_verify(struct cli *cli);

#endif
