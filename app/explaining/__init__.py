"""Explaining: findings in words and parts, without a window."""
