/** Tests of the settings. */
@NullMarked
package dev.locum.settings.binding;

import org.jspecify.annotations.NullMarked;
