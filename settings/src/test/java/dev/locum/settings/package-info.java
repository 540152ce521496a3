/** Tests of the settings. */
@NullMarked
package dev.locum.settings;

import org.jspecify.annotations.NullMarked;
