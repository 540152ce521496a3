/** What a run of kills asks, and how patiently. */
@NullMarked
package dev.locum.launcher.chaos;

import org.jspecify.annotations.NullMarked;
