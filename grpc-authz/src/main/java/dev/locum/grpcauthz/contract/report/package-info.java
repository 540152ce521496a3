/**
 * The contract of a whole API as something to read, to keep and to compare: reports of descriptor
 * sets, and what became more exposed from one to the next. It resolves with the {@link
 * dev.locum.grpcauthz.contract.ContractResolver} that servers use, so that a report says what a
 * server does.
 *
 * <p><b>What decides here</b>: {@link dev.locum.grpcauthz.contract.report.ContractDiff} decides
 * whether a change lets more callers in. <b>When nothing is configured</b>: a method without
 * options is reported as gated, and as one that nobody may call. <b>What the caller is told</b>:
 * everything; these are tools for the author of a service and its reviewers, not for callers.
 *
 * <p>Start with {@link dev.locum.grpcauthz.contract.report.ContractReport}.
 */
@NullMarked
package dev.locum.grpcauthz.contract.report;

import org.jspecify.annotations.NullMarked;
