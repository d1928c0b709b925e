#ifndef BERTH_BASE_MANUAL_MANUAL_H
#define BERTH_BASE_MANUAL_MANUAL_H

/*
 * The manual of diagnostics: one table for each first letter of the ids, each ordered by id and ended
 * by a NULL id. manual.c lists the tables. A new diagnostic is a row in the table of its letter; a
 * new letter is a file, a line here and a row in manual.c.
 */

#include "base/diag.h"

extern const struct diag_info manual_a_themes[];
extern const struct diag_info manual_b_cores[];
extern const struct diag_info manual_c_containers[];
extern const struct diag_info manual_d_workbench[];
extern const struct diag_info manual_f_files[];
extern const struct diag_info manual_g_gpus[];
extern const struct diag_info manual_h_ssh[];
extern const struct diag_info manual_i_images[];
extern const struct diag_info manual_j_templates[];
extern const struct diag_info manual_l_builds[];
extern const struct diag_info manual_m_binds[];
extern const struct diag_info manual_n_ranks[];
extern const struct diag_info manual_p_paths[];
extern const struct diag_info manual_q_queue[];
extern const struct diag_info manual_r_programs[];
extern const struct diag_info manual_s_slurm[];
extern const struct diag_info manual_t_builds[];
extern const struct diag_info manual_u_usage[];
extern const struct diag_info manual_v_vnc[];
extern const struct diag_info manual_w_workspace[];
extern const struct diag_info manual_y_packages[];

#endif
