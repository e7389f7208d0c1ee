"""What she wants and where she stands: goals, situations, contracts, projects."""
