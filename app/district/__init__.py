"""汇总检查: the files of many schools at once, and what no single school can see."""
