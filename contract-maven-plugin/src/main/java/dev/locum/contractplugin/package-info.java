/**
 * Maven goals over contracts: a report, and a check against what was reviewed.
 *
 * <p><b>What decides here</b>: {@code dev.locum.grpcauthz.contract.report}, as in {@code locum
 * contract}. <b>When nothing is configured</b>: the descriptor set is {@code
 * target/contract.binpb}, the baseline {@code contract.txt} beside the {@code pom.xml}; without
 * either a build fails. <b>What the caller is told</b>: each method that changed, and how to move
 * the baseline.
 */
@NullMarked
package dev.locum.contractplugin;

import org.jspecify.annotations.NullMarked;
