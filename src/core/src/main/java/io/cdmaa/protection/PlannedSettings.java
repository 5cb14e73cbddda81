package io.cdmaa.protection;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * All of a plan that a result depends on beyond rounding, besides photo and models, as JSON has it.
 *
 * @param method in the syntax of methods
 * @param parts the same, part by part
 * @param epsilon how far the photo may move
 * @param stepSize length of one step
 * @param iterations steps per start
 * @param seed the random seed
 * @param threshold loss from which a fake counts as broken
 * @param earlyStop whether the search may stop early
 * @param crop what the generators see
 * @param detectorSha256 digest of the model that finds the faces, or null for the bundled detector
 * @param maskSha256 digest of the picture of weights, or null
 * @param encoder what a lossy output format does to the photo, as a transform, or null
 * @param warmStartSha256 digest of the universal perturbation that searches start from, or null
 */
public record PlannedSettings(
    String method,
    Map<String, String> parts,
    double epsilon,
    double stepSize,
    int iterations,
    long seed,
    double threshold,
    boolean earlyStop,
    String crop,
    @JsonInclude(JsonInclude.Include.NON_NULL) String detectorSha256,
    @JsonInclude(JsonInclude.Include.NON_NULL) String maskSha256,
    @JsonInclude(JsonInclude.Include.NON_NULL) String encoder,
    @JsonInclude(JsonInclude.Include.NON_NULL) String warmStartSha256) {}
