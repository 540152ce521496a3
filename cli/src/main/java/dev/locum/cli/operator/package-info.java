/**
 * The commands of administration: {@code locum tenant}, {@code user}, {@code role}, {@code
 * workload}, {@code namespace}, {@code route}, {@code downstream}, {@code session} and {@code key}.
 *
 * <p><b>What decides here</b>: the auth service; these commands only ask. <b>When nothing is
 * configured</b>: without {@code cli.administrator} in the profile they are refused. <b>What the
 * caller is told</b>: what was put or is there; of a refusal also what stands in the way. Secrets
 * are typed, or read from and written to files for their owner alone.
 */
@NullMarked
package dev.locum.cli.operator;

import org.jspecify.annotations.NullMarked;
