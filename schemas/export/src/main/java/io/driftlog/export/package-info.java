/** Steps as tables for other programs: CSV and Parquet. */
@NullMarked
package io.driftlog.export;

import org.jspecify.annotations.NullMarked;
