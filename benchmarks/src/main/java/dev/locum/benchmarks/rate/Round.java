package dev.locum.benchmarks.rate;

import java.util.Arrays;

/**
 * What one round took.
 *
 * @param workflows how many ran
 * @param seconds from the first start to the last result
 * @param cpuSeconds of this process: worker, client and auth service, not the engine; until all
 *     that was gathered meanwhile has been sent
 * @param asked how often the auth service was asked about a delegation
 */
record Round(int workflows, double seconds, double cpuSeconds, long asked) {

  double rate() {
    return workflows / seconds;
  }

  double cpuMillisEach() {
    return 1_000 * cpuSeconds / workflows;
  }

  static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
