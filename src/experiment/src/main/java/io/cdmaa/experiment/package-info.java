/**
 * Experiments: the same photos under a grid of settings, evaluated on the written files, with
 * tables, intervals, paired tests, plots and the real fakes.
 *
 * <p>Reading order: {@link io.cdmaa.experiment.ExperimentReader} makes an {@link
 * io.cdmaa.experiment.Experiment} of a YAML file; {@link io.cdmaa.experiment.ExperimentInputs}
 * reads what it names; {@link io.cdmaa.experiment.ExperimentRun} works through its trials, one per
 * setting and photo, and keeps each in a {@link io.cdmaa.experiment.TrialStore}; {@link
 * io.cdmaa.experiment.Results} sums them up; {@link io.cdmaa.experiment.Publication} writes it all
 * down.
 *
 * <p>May import every package but {@code cli}.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.experiment;
