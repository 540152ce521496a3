/**
 * The configuration of every process: one file, {@code locum.yaml}, read whole into immutable
 * records.
 *
 * <p><b>What decides here</b>: {@link dev.locum.settings.SettingsLoader}; nothing is used of a file
 * in which anything is wrong. <b>When nothing is configured</b>: settings without which something
 * would be open (TLS, credentials, keys) have no default, so the process does not start; weakening
 * is explicit, under {@code insecure}, and logged. <b>What the caller is told</b>: every problem
 * with path and line.
 *
 * <p>Start with {@link dev.locum.settings.SettingsLoader}, then {@link
 * dev.locum.settings.AuthServiceSettings} and {@link dev.locum.settings.TriggerSettings}.
 */
@NullMarked
package dev.locum.settings;

import org.jspecify.annotations.NullMarked;
