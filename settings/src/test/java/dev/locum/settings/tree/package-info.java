/** Tests of the settings. */
@NullMarked
package dev.locum.settings.tree;

import org.jspecify.annotations.NullMarked;
