"""Sources (采集源): where a table's data is fetched from by the clock. Every fetch becomes an ordinary delivery."""
