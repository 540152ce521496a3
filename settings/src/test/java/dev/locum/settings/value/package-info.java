@NullMarked
package dev.locum.settings.value;

import org.jspecify.annotations.NullMarked;
