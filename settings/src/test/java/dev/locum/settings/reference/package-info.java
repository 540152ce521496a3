/** Tests of the settings. */
@NullMarked
package dev.locum.settings.reference;

import org.jspecify.annotations.NullMarked;
