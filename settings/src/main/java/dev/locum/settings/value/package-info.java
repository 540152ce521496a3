/**
 * Values that stand in a configuration file: addresses, secrets, trust anchors.
 *
 * <p><b>What decides here</b>: each type checks its own form. <b>When nothing is configured</b>: no
 * value has a built-in default; the setting says whether it has one. <b>What the caller is
 * told</b>: what was expected, never the value of a secret.
 */
@NullMarked
package dev.locum.settings.value;

import org.jspecify.annotations.NullMarked;
