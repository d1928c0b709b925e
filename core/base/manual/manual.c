#include "base/manual/manual.h"

/* Ordered by letter. */
static const struct diag_info *const tables[] = {
	manual_a_themes,
	manual_b_cores,
	manual_c_containers,
	manual_d_workbench,
	manual_f_files,
	manual_g_gpus,
	manual_h_ssh,
	manual_i_images,
	manual_j_templates,
	manual_l_builds,
	manual_m_binds,
	manual_n_ranks,
	manual_p_paths,
	manual_q_queue,
	manual_r_programs,
	manual_s_slurm,
	manual_t_builds,
	manual_u_usage,
	manual_v_vnc,
	manual_w_workspace,
	manual_y_packages,
};

const struct diag_info *diag_info_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		for (const struct diag_info *info = tables[i]; info->id != NULL; info++)
			if (index-- == 0)
				return info;
	return NULL;
}

const struct diag_info *diag_info_find(const char *id)
{
	for (size_t i = 0; i < ARRAY_LENGTH(tables); i++)
		for (const struct diag_info *info = tables[i]; info->id != NULL; info++)
			if (string_equal(info->id, id))
				return info;
	return NULL;
}
