/** Steps as tables for other programs: CSV and Parquet. */
@NullMarked
package io.driftlog.node.export;

import org.jspecify.annotations.NullMarked;
