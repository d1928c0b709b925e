#ifndef BERTH_SITE_DEMO_H
#define BERTH_SITE_DEMO_H

/*
 * Where the images of the demo site lie: $BERTH_DEMO_IMAGES, else share/berth/demo-images beside
 * the program or one folder above it (installed: PREFIX/bin/berth and
 * PREFIX/share/berth/demo-images). The build makes them (site/demo/make-images). NULL when
 * there are none; the caller frees it.
 */
char *demo_images_folder(void);

#endif
