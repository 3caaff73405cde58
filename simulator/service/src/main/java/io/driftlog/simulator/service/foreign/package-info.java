/**
 * Trajectories that other programs recorded, as runs of unknown objective: tables of weights over time, from CSV or
 * NumPy.
 */
@NullMarked
package io.driftlog.simulator.service.foreign;

import org.jspecify.annotations.NullMarked;
